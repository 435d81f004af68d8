"""`/public`: the public board 提案办理公开, which everyone reads without an account where a charter opens it."""

from collections.abc import Awaitable, Callable
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Path, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.public_board.queries import BoardQuery, one_published, page_of_board, years_of
from shared.committee.public_board.responses import (
    CACHED,
    Board,
    BoardContent,
    cached,
    count_request,
    facts_of,
    no_board,
    open_boards,
)
from shared.committee.public_board.schemas import DEFINITIONS, HEAD, PublicProposal, counted, csv_row
from shared.contracts.subjects import LONGEST_ID, organization_of
from shared.contracts.vocabulary import ProposalState as S
from shared.contracts.vocabulary import Theme
from shared.domain.errors import NotFoundError
from shared.ui.format import colour
from shared.ui.layout import TEMPLATES
from shared.ui.lists.routes import pagination, parse_query
from shared.web.actor import Public
from shared.web.pages.rendering import POLICY
from shared.web.paging import ListPage, Paging

ADDRESS = "/public"
HTML = "text/html; charset=utf-8"
_STATES = (S.ASSIGNED, S.IN_HANDLING, S.FEEDBACK_REQUESTED, S.REHANDLING, S.CLOSED)
"""The states that the filter offers: those in which proposals are published."""


_SHOWN_APART = frozenset({"题目", "是否逾期", "内容", "建议", "答复"})


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
            page = TEMPLATES.render("public_boards.html", title="提案办理公开", boards=boards, address=ADDRESS)
            page.headers.update(CACHED)
            return page

        async def make(board: Board) -> BoardContent:
            return await _rendered(context, board, query, given, paging)

        return await _page(request, context, query, make)

    @router.get(f"{ADDRESS}/proposals/{{id}}")
    async def proposal_page(request: Request, id: Annotated[str, Path(max_length=LONGEST_ID)]) -> Response:
        """Renders a published proposal with its public texts."""

        async def make(board: Board) -> BoardContent:
            async with context.service.reading() as connection:
                item = await one_published(connection, board.scope, id)
            if item is None:
                raise NotFoundError("not-published", "没有这件公开的提案")
            page = TEMPLATES.render(
                "public_proposal.html",
                board=board,
                address=ADDRESS,
                row=_shown(item),
                facts=_facts(item),
                as_of=context.now(),
            )
            return BoardContent(bytes(page.body), HTML, facts_of([item]))

        return await _page(request, context, BoardQuery(organization=organization_of(id)), make)

    return router


async def _page(
    request: Request, context: ServiceContext, query: BoardQuery, make: Callable[[Board], Awaitable[BoardContent]]
) -> Response:
    """Returns the cached page of this address, or the one that `make` returns."""
    answer = await cached(request, context, query, make)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def _shown(item: PublicProposal) -> ShownProposal:
    return ShownProposal(item, colour(item.status), counted(item.process), counted(item.result))


def _facts(item: PublicProposal) -> list[tuple[str, str]]:
    """Returns title and value of each fact of a published proposal that is known; its texts and its title are shown by themselves."""
    cells = zip(HEAD, csv_row(item, None), strict=True)
    return [(title, str(cell)) for title, cell in cells if cell not in (None, "") and title not in _SHOWN_APART]


async def _rendered(
    context: ServiceContext, board: Board, query: BoardQuery, given: dict[str, str], paging: Paging
) -> BoardContent:
    async with context.service.reading() as connection:
        items, total = await page_of_board(connection, board.scope, query, paging)
        years = await years_of(connection, board.organization)
    filters = {name: value for name, value in given.items() if name in BoardQuery.model_fields}
    page = TEMPLATES.render(
        "public_board.html",
        board=board,
        address=ADDRESS,
        rows=[_shown(each) for each in items],
        given=filters,
        searched=bool(filters.keys() - {"organization"}),
        years=years,
        states=_STATES,
        themes=list(Theme),
        as_of=context.now(),
        definitions=dict(zip(HEAD, DEFINITIONS.values(), strict=False)),
        pagination=pagination(ListPage(items=items, total=total, page=paging.page, size=paging.size), filters),
    )
    return BoardContent(bytes(page.body), HTML, facts_of(items, total, years, filters))
