"""The HTTP routes of the register of members, `/api/v1/members`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from shared.committee.command_routes import CommandHandler, add_command_route, no_id
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.members import usecases
from shared.committee.members.access import permit_reading
from shared.committee.members.queries import MemberFilter, list_members, read_member
from shared.committee.members.repository import MemberRecord, find
from shared.committee.members.schemas import (
    ChangeMember,
    LeaveMember,
    LinkAccount,
    MemberCommand,
    MemberView,
    NewMember,
    ReturnMember,
    UnlinkAccount,
)
from shared.contracts.subjects import LONGEST_ID
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.etag import check_match, etag_of
from shared.web.paging import ListPage, Paging
from shared.web.stored_response import StoredResponse, stored_response

CREATED = 201
Id = Annotated[str, Path(max_length=LONGEST_ID, examples=["522625-m-1"])]
Owner = Annotated[str | None, Query(max_length=32, description="政协委员会的代码，默认本单位")]

COMMANDS: dict[str, tuple[str, type[MemberCommand]]] = {
    "change": ("更改资料", ChangeMember),
    "leave": ("离任", LeaveMember),
    "return": ("恢复任职", ReturnMember),
    "link": ("关联账号", LinkAccount),
    "unlink": ("取消关联账号", UnlinkAccount),
}
"""Command -> its title and its body."""


def members_router(context: ServiceContext) -> APIRouter:
    """Returns the router with every route of the register."""
    router = APIRouter(prefix="/api/v1/members", tags=["委员"])
    _add_reading(router, context)
    add_command_route(
        *(router, context, "", NewMember, _enter),
        id_of=no_id,
        name="members.enter",
        summary="登记委员",
        description=NewMember.__doc__,
        status=CREATED,
        response_model=MemberView,
    )
    for name, (title, body) in COMMANDS.items():
        handler: CommandHandler[MemberCommand] = _execute
        add_command_route(
            *(router, context, f"/{{id}}/{name}", body, handler),
            id_of=member_id,
            name=f"members.{name}",
            summary=title,
            description=body.__doc__,
            response_model=MemberView,
        )
    return router


def member_id(id: Id) -> str:
    """Returns the id of the member that the path names."""
    return id


def _add_reading(router: APIRouter, context: ServiceContext) -> None:
    @router.get("", summary="委员名册")
    async def listing(  # noqa: PLR0913, PLR0917 - the filters of the list
        account: Actor,
        paging: Paging,
        organization: Owner = None,
        q: Annotated[str, Query(max_length=100, description="姓名的一部分")] = "",
        sector: Annotated[str, Query(max_length=200, description="界别")] = "",
        term: Annotated[str, Query(max_length=200, description="届次")] = "",
        active: bool | None = None,  # noqa: FBT001 - a query parameter
    ) -> ListPage[MemberView]:
        """Returns the members of a committee: the newest term first, then by sector and name. `active`: only present, or former ones."""
        owner = permit_reading(account, organization, context=context, tree=await context.directory.tree())
        wanted = MemberFilter(organization=owner, words=q, sector=sector, term=term, active=active)
        async with context.service.reading() as connection:
            return await list_members(connection, wanted, paging)

    @router.get("/{id}", summary="委员")
    async def one(account: Actor, id: Id, response: Response) -> MemberView:
        """Returns a member."""
        tree = await context.directory.tree()
        async with context.service.reading() as connection:
            record = await find(connection, id)
            permit_reading(account, record.organization, context=context, tree=tree)
            response.headers["ETag"] = etag_of(*record.version)
            return await read_member(connection, record)


async def _enter(
    tx: TransactionContext, account: Account, _id: str, new: NewMember, _request: Request
) -> StoredResponse:
    record = await usecases.enter(tx, account, new)
    location = f"/api/v1/members/{record.id}"
    shown = await read_member(tx.connection, record)
    return stored_response(CREATED, shown, location=location, etag=etag_of(*record.version))


async def _execute(
    tx: TransactionContext, account: Account, id: str, command: MemberCommand, request: Request
) -> StoredResponse:
    def check_version(record: MemberRecord) -> None:
        check_match(request, epoch=record.epoch, sequence=record.sequence)

    record = await usecases.execute_for(tx, account, id, command, check_version=check_version)
    return stored_response(200, await read_member(tx.connection, record), etag=etag_of(*record.version))
