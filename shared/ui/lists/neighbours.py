"""The matters before and after one in the list that its page was opened from."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from pydantic import ValidationError

from shared.committee.context import ServiceContext
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.listing import query_model
from shared.committee.matters.queries import neighbouring_ids
from shared.ui.lists.back_link import BackLink
from shared.web.accounts import Account
from shared.web.paging import LARGEST_PAGE, USUAL_PAGE, PageWindow

_LONGEST_NUMBER = 6


class ListNeighbours(NamedTuple):
    """The addresses of the pages of the matters before and after one, each with its list as back link; empty at the ends of the list."""

    before: str = ""
    after: str = ""


async def neighbours(
    context: ServiceContext, account: Account, kind: AnyKind, id: str, back: BackLink
) -> ListNeighbours:
    """Returns the neighbours in the list of the back link; none when the link leads elsewhere, or no longer to a list with the matter."""
    address = urlsplit(back.address)
    if not back.given or address.path != f"/{kind.name}":
        return ListNeighbours()
    given = {name: value for name, value in parse_qsl(address.query) if value.strip()}
    page, size = _number(given, "page", 1), min(_number(given, "size", USUAL_PAGE), LARGEST_PAGE)
    filters = {name: value for name, value in given.items() if name not in ("page", "size")}
    try:
        query = query_model(kind).model_validate(filters)
    except ValidationError:
        return ListNeighbours()
    ids = await neighbouring_ids(context, account, kind, query, PageWindow(page=page, size=size))
    if id not in ids:
        return ListNeighbours()
    at, first = ids.index(id), min(1, page - 1)

    def link(position: int) -> str:
        if not 0 <= position < len(ids):
            return ""
        shown = page + (position >= size + first) - (position < first)
        parameters = given | {"page": str(shown)} if shown > 1 else {n: v for n, v in given.items() if n != "page"}
        listed = f"{address.path}?{urlencode(parameters)}" if parameters else address.path
        return BackLink(back.title, listed, given=True).append_to(f"/{kind.name}/{ids[position]}")

    return ListNeighbours(link(at - 1), link(at + 1))


def _number(given: Mapping[str, str], name: str, usual: int) -> int:
    """Returns a page number or size of the address; the usual one where it is no positive number."""
    value = given.get(name, "")
    valid = value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER and int(value) > 0
    return int(value) if valid else usual
