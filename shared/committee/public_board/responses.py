"""The responses of the public board: one committee whose charter opens it, cached for a minute, with an `ETag`, without cookies."""

from collections.abc import Awaitable, Callable, Iterable
from hashlib import sha256
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import Request, Response
from pydantic import BaseModel

from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.public_board.queries import BoardScope
from shared.committee.public_board.schemas import ITEMS, PublicProposal
from shared.domain.charters.charter import Charter
from shared.domain.errors import NotFoundError
from shared.telemetry.build import VERSION
from shared.web.dependencies import app_state
from shared.web.etag import is_known

MAX_AGE = 60
"""The seconds for which a response of the board may be cached, here and on the way to the reader."""

CACHED = {"Cache-Control": f"public, max-age={MAX_AGE}"}


class Board(NamedTuple):
    """A committee whose board is open. `version`: changes with the day, the program and what the charter opens, for the `ETag`."""

    scope: BoardScope
    name: str
    version: str

    @property
    def organization(self) -> str:
        return self.scope.organization


class BoardContent(NamedTuple):
    """The content of a response. `facts`: what it shows of the proposals, for the `ETag`."""

    body: bytes
    media_type: str
    facts: bytes


def facts_of(items: Iterable[PublicProposal], *others: object) -> bytes:
    """Returns what a response shows: proposals, and for example their total."""
    return ITEMS.dump_json(list(items)) + repr(others).encode()


def count_request(request: Request, *, cost: int = 1) -> None:
    """Counts a request of the client's address; raises `HttpRefusedError` 429 beyond the limit."""
    app_state(request).public_requests.count(request.client.host if request.client else "", cost=cost)


def no_board() -> NotFoundError:
    """Returns the error where no board is open."""
    return NotFoundError("no-public-board", "没有提案办理公开页")


async def open_boards(context: ServiceContext) -> list[tuple[str, str]]:
    """Returns key and name of the hosted committees whose charter opens the board today, by key."""
    return await open_committees(context, _opens)


async def open_committees(context: ServiceContext, opens: Callable[[Charter], bool]) -> list[tuple[str, str]]:
    """Returns key and name of the hosted committees whose charter of today opens something to everyone, by key."""
    tree, today, charters = await context.directory.tree(), context.today(), context.charters
    hosted = [key for key in tree if context.hosts(key, tree.level(key)) and tree.on_roster(key, today)]
    return [(key, committee_name(key, tree, today)) for key in sorted(hosted) if opens(charters.on(today, key))]


async def open_committee(
    context: ServiceContext, address: str | None, opens: Callable[[Charter], bool]
) -> tuple[str, str] | None:
    """Returns key and name of the open committee at an address, or without one of the only open one; None where none is open."""
    found = dict(await open_committees(context, opens))
    only = next(iter(found)) if len(found) == 1 else None
    key = (await context.directory.tree()).holder(address, context.today()) if address else only
    return (key, found[key]) if key in found else None


async def board_of(context: ServiceContext, address: str | None) -> Board:
    """Returns the board at an address, or without one the only board; raises `no-public-board` where none is open."""
    found = await open_committee(context, address, _opens)
    if found is None:
        raise no_board()
    today, (key, name) = context.today(), found
    texts = context.charters.on(today, key).public_texts
    parts = (key, name, today, VERSION, "-".join(texts))
    return Board(BoardScope(key, texts, today), name, "/".join(map(str, parts)))


def _opens(charter: Charter) -> bool:
    return charter.public_board


def etag_of(board: Board, request: Request, query: BaseModel, facts: bytes) -> str:
    """Returns the weak `ETag` of an answer to a query: only the time at which the answer was made is left out of it."""
    return f'W/"{sha256(f"{board.version} {address_of(request, query)} ".encode() + facts).hexdigest()[:32]}"'


def address_of(request: Request, query: BaseModel) -> str:
    """Returns the path with the parameters that the board reads, so that no other parameter fills the cache."""
    paging = {name: request.query_params.get(name, "") for name in ("page", "size")}
    return f"{request.url.path}?{urlencode({**query.model_dump(mode='json', exclude_none=True), **paging})}"


async def cached(
    request: Request, context: ServiceContext, query: BaseModel, make: Callable[[Board], Awaitable[BoardContent]]
) -> Response:
    """Returns the cached response of this address, or the one that `make` returns; 304 when the client has it already."""
    count_request(request)
    cache, address = app_state(request).public_responses, address_of(request, query)
    found = cache.get(address)
    if found is None:
        board = await board_of(context, getattr(query, "organization", None))
        content = await make(board)
        etag = etag_of(board, request, query, content.facts)
        found = cache.put(address, content.body, content.media_type, etag, seconds=MAX_AGE)
    headers = {**CACHED, "ETag": found.etag}
    if is_known(request, found.etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(found.body, headers=headers, media_type=found.media_type)
