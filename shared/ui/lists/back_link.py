"""The list a page was opened from: an address carries it, so that the way back keeps filter and page."""

import re
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import Request

from shared.ui.kind_layouts import LAYOUTS

BACK = "back"
"""The parameter of an address that names the list, with its query."""

_TITLES = {**{name: layout.short for name, layout in LAYOUTS.items()}, "transfers": "报送", "organizations": "名册"}
_LIST = re.compile(r"/([a-z]+)(?:\?[\x21-\x7e]{0,1500})?")


class BackLink(NamedTuple):
    """The list, as a link. `given`: an address named it."""

    title: str
    address: str
    given: bool = False

    def kept_in(self, address: str) -> str:
        """Returns the address of a page with this list to go back to."""
        if not self.given:
            return address
        return f"{address}{'&' if '?' in address else '?'}{urlencode({BACK: self.address})}"


def back_link(request: Request, usual: str) -> BackLink:
    """Returns the list that the address of this page names; else the usual one, from its beginning."""
    address = request.query_params.get(BACK, "")
    known = _LIST.fullmatch(address)
    if known is None or known[1] not in _TITLES:
        return BackLink(_TITLES[usual], f"/{usual}")
    return BackLink(_TITLES[known[1]], address, given=True)
