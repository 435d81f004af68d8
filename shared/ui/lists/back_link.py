"""The link from a page back to the list that it was opened from, a query parameter that preserves the filter and the page of the list."""

import re
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import Request

from shared.committee.kinds.catalogue import KINDS

BACK = "back"
"""The query parameter that contains the address of the list, with its query."""

_TITLES = {**{kind.name: kind.layout.short for kind in KINDS}, "transfers": "报送", "organizations": "名册"}
_LIST = re.compile(r"/([a-z]+)(?:\?[\x21-\x7e]{0,1500})?")


class BackLink(NamedTuple):
    """The link to the list. `given`: whether the address of the page contained it."""

    title: str
    address: str
    given: bool = False

    def append_to(self, address: str) -> str:
        """Returns the address of a page, with this list as its back link."""
        if not self.given:
            return address
        return f"{address}{'&' if '?' in address else '?'}{urlencode({BACK: self.address})}"


def back_link(request: Request, usual: str) -> BackLink:
    """Returns the list in the address of this page; else the first page of the list `usual`, without a filter."""
    address = request.query_params.get(BACK, "")
    known = _LIST.fullmatch(address)
    if known is None or known[1] not in _TITLES:
        return BackLink(_TITLES[usual], f"/{usual}")
    return BackLink(_TITLES[known[1]], address, given=True)
