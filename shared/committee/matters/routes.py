"""`/api/v1/{matters}`: the routes that read; those that change are in `commanding`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from shared.committee.history import History
from shared.committee.matters.commanding import Id, add_commands
from shared.committee.matters.kind import Kind
from shared.committee.matters.listing import asked_of
from shared.committee.matters.permits import at_matter
from shared.committee.matters.reading import ReadingView, list_of, past_of, read, readers
from shared.committee.office import Office
from shared.web.actor import Actor
from shared.web.etag import etag_of
from shared.web.paging import Page, Paging


def matters_router(office: Office, kind: Kind) -> APIRouter:
    """Every route of a kind of matter."""
    router = APIRouter(prefix=f"/api/v1/{kind.name}", tags=[kind.title_zh])
    add_commands(router, office, kind)
    _add_list(router, office, kind)
    _add_one(router, office, kind)
    return router


def _add_list(router: APIRouter, office: Office, kind: Kind) -> None:
    asks = asked_of(kind)

    async def listing(
        account: Actor,
        paging: Paging,
        asked: Annotated[asks, Query()],  # type: ignore[valid-type]  # made for the kind
    ) -> Any:
        return await list_of(office, account, kind, asked, paging)

    router.add_api_route(
        "",
        listing,
        methods=["GET"],
        name=f"{kind.name}.list",
        summary=f"{kind.title_zh}列表",
        description="Returns the matters of one organization (by default the account's own), the newest first: by year, then by number.",
        response_model=Page[kind.summary],  # type: ignore[name-defined]  # a row of the table
    )


def _add_one(router: APIRouter, office: Office, kind: Kind) -> None:
    async def one(account: Actor, id: Id, response: Response) -> Any:
        shown = await read(office, account, kind, id)
        response.headers["ETag"] = etag_of(shown.row.epoch, shown.row.sequence)
        return kind.describe(shown._replace(commands=at_matter(shown.commands)))

    router.add_api_route(
        "/{id}",
        one,
        methods=["GET"],
        name=f"{kind.name}.one",
        summary=kind.title_zh,
        description="Returns a matter with its texts. `commands`: what this account may do now.",
        response_model=kind.detail,
    )

    if kind.restricted:

        @router.get("/{id}/readings", summary="查阅记录")
        async def readings(account: Actor, id: Id, paging: Paging) -> Page[ReadingView]:
            """Returns who has read the text, the newest reading first."""
            return await readers(office, account, kind, id, paging)

    @router.get("/{id}/history", summary=f"{kind.title_zh}办理经过")
    async def past(account: Actor, id: Id) -> History:
        """Returns every step as it was recorded, and the matters that other organizations made of this one."""
        return await past_of(office, account, kind, id)
