"""`/public`: the public board 提案办理公开, which everyone reads without an account where a charter opens it."""

from datetime import date
from typing import NamedTuple

from fastapi import APIRouter, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.public_board.queries import BoardQuery, page_of_board, years_of
from shared.committee.public_board.responses import (
    CACHED,
    Board,
    BoardContent,
    cached,
    count_request,
    no_board,
    open_boards,
)
from shared.committee.public_board.schemas import DEFINITIONS, HEAD, PublicProposal, counted
from shared.contracts.vocabulary import ProposalState as S
from shared.contracts.vocabulary import Theme
from shared.ui.badges import colour
from shared.ui.layout import TEMPLATES
from shared.ui.lists.routes import pagination, parse_query
from shared.web.actor import Public
from shared.web.pages.rendering import POLICY
from shared.web.paging import ListPage, Paging

ADDRESS = "/public"
HTML = "text/html; charset=utf-8"
_STATES = (S.ASSIGNED, S.IN_HANDLING, S.FEEDBACK_REQUESTED, S.REHANDLING, S.CLOSED)
"""The states that the filter offers: those in which proposals are published."""


class ShownProposal(NamedTuple):
    """A row of the page."""

    item: PublicProposal
    colour: str
    process: str
    result: str


def public_board_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the public board."""
    router = APIRouter(include_in_schema=False, dependencies=[Public])

    @router.get(ADDRESS)
    async def board_page(request: Request, paging: Paging) -> Response:
        """Renders the published proposals of a committee, searched and filtered; with several open boards and no choice, their list."""
        query, given = parse_query(request, BoardQuery)
        boards = await open_boards(context)
        if not boards:
            raise no_board()
        if query.organization is None and len(boards) > 1:
            count_request(request)
            page = TEMPLATES.render("public_boards.html", boards=boards, address=ADDRESS)
            page.headers.update(CACHED)
            return page

        async def make(board: Board) -> BoardContent:
            return await _rendered(context, board, query, given, paging)

        answer = await cached(request, context, query, make)
        answer.headers["Content-Security-Policy"] = POLICY
        return answer

    return router


async def _rendered(
    context: ServiceContext, board: Board, query: BoardQuery, given: dict[str, str], paging: Paging
) -> BoardContent:
    today: date = context.today()
    async with context.service.reading() as connection:
        items, total = await page_of_board(connection, board.organization, query, paging, today)
        years = await years_of(connection, board.organization)
    filters = {name: value for name, value in given.items() if name in BoardQuery.model_fields}
    page = TEMPLATES.render(
        "public_board.html",
        board=board,
        address=ADDRESS,
        rows=[ShownProposal(each, colour(each.status), counted(each.process), counted(each.result)) for each in items],
        given=filters,
        searched=bool(filters.keys() - {"organization"}),
        years=years,
        states=_STATES,
        themes=list(Theme),
        as_of=context.now(),
        definitions=dict(zip(HEAD, DEFINITIONS.values(), strict=False)),
        pagination=pagination(ListPage(items=items, total=total, page=paging.page, size=paging.size), filters),
    )
    return BoardContent(bytes(page.body), HTML)
