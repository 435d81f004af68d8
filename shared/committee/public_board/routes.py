"""The HTTP routes of the public board, `/public/api/v1/proposals`: open data without login, where a charter opens the board."""

import csv
import json
from collections.abc import AsyncIterator, Iterable
from http import HTTPStatus
from io import StringIO
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import TypeAdapter

from shared.committee.context import ServiceContext
from shared.committee.public_board.queries import BoardQuery, every_published, page_of_board, version_of
from shared.committee.public_board.responses import (
    CACHED,
    Board,
    BoardContent,
    board_of,
    cached,
    count_request,
    etag_of,
    facts_of,
)
from shared.committee.public_board.schemas import DEFINITIONS, HEAD, ITEMS, PublicPage, csv_row
from shared.committee.reports.spreadsheet import MEDIA_TYPE as CSV
from shared.committee.reports.spreadsheet import safe
from shared.web.actor import Public
from shared.web.etag import is_known
from shared.web.paging import Paging

JSON = "application/json"
DOWNLOAD_COST = 20
"""The requests that a download of all proposals counts as."""

_page = TypeAdapter(PublicPage)
Wanted = Annotated[BoardQuery, Query()]


def public_board_router(context: ServiceContext) -> APIRouter:
    """Returns the router of the open data."""
    router = APIRouter(prefix="/public/api/v1/proposals", tags=["提案办理公开"], dependencies=[Public])

    @router.get("", summary="公开的提案", response_model=PublicPage)
    async def listing(request: Request, query: Wanted, paging: Paging) -> Response:
        """Returns a page of the published proposals of a committee, with the definitions of the fields; no login is needed."""

        async def make(board: Board) -> BoardContent:
            now = context.now()
            async with context.service.reading() as connection:
                items, total = await page_of_board(connection, board.scope, query, paging)
            page = PublicPage(
                organization=board.organization,
                organization_name=board.name,
                as_of=now,
                definitions=DEFINITIONS,
                items=items,
                total=total,
                **vars(paging),
            )
            return BoardContent(_page.dump_json(page), JSON, facts_of(items, total))

        return await cached(request, context, query, make)

    @router.get(
        ".csv",
        summary="公开的提案（CSV，全部）",
        response_class=Response,
        responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
    )
    async def every_csv(request: Request, query: Wanted) -> Response:
        """Returns all published proposals that the query asks for as a CSV file."""
        return await _download(request, context, query, "csv")

    @router.get(".json", summary="公开的提案（JSON，全部）", response_class=Response)
    async def every_json(request: Request, query: Wanted) -> Response:
        """Returns all published proposals that the query asks for as a JSON file, with the definitions of the fields."""
        return await _download(request, context, query, "json")

    return router


async def _download(request: Request, context: ServiceContext, query: BoardQuery, form: str) -> Response:
    """Returns the file as a stream that is read and sent in portions, or 304 when the client has it already."""
    count_request(request, cost=DOWNLOAD_COST)
    board = await board_of(context, query.organization)
    async with context.service.reading() as connection:
        version = await version_of(connection, board.organization)
    etag = etag_of(board, request, query, repr(version).encode())
    headers = {**CACHED, "ETag": etag}
    if is_known(request, etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    name = f"proposals-{board.organization}-{context.today()}.{form}"
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    write, media_type = (_as_csv, CSV) if form == "csv" else (_as_json, JSON)
    return StreamingResponse(write(context, board, query), headers=headers, media_type=media_type)


async def _as_csv(context: ServiceContext, board: Board, query: BoardQuery) -> AsyncIterator[str]:
    now = context.now()
    yield "\ufeff" + _lines([HEAD])
    async for items in every_published(context.service, board.scope, query):
        yield _lines(tuple(map(safe, csv_row(item, now))) for item in items)


def _lines(rows: Iterable[Iterable[object]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


async def _as_json(context: ServiceContext, board: Board, query: BoardQuery) -> AsyncIterator[str]:
    head = {
        "organization": board.organization,
        "organization_name": board.name,
        "as_of": context.now().isoformat(),
        "definitions": DEFINITIONS,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "items": ['
    first = True
    async for items in every_published(context.service, board.scope, query):
        yield ("" if first else ",") + ITEMS.dump_json(items).decode()[1:-1]
        first = False
    yield "]}"
