"""The HTTP routes of the register of members, `/api/v1/members`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from shared.committee.command_routes import path_id
from shared.committee.context import ServiceContext
from shared.committee.members import usecases
from shared.committee.members.personal_data import PersonalData, export_person
from shared.committee.members.queries import MemberFilter, list_members, read_member
from shared.committee.members.repository import MEMBER_TABLE, MemberRecord
from shared.committee.members.schemas import (
    ChangeMember,
    EraseMember,
    LeaveMember,
    LinkAccount,
    MemberCommand,
    MemberView,
    NewMember,
    ReturnMember,
    UnlinkAccount,
)
from shared.committee.registers.access import MEMBERS, Owner, owner_of
from shared.committee.registers.register import Register
from shared.committee.registers.routes import add_register_routes
from shared.committee.registers.tables import MemberClass
from shared.web.actor import Actor
from shared.web.paging import ListPage, Paging

COMMANDS: dict[str, tuple[str, type[MemberCommand]]] = {
    "change": ("更改资料", ChangeMember),
    "leave": ("离任", LeaveMember),
    "return": ("恢复任职", ReturnMember),
    "link": ("关联账号", LinkAccount),
    "unlink": ("取消关联账号", UnlinkAccount),
    "erase": ("删除个人资料", EraseMember),
}
"""Command -> its title and its body."""


REGISTER: Register[MemberRecord, NewMember, MemberCommand, MemberView] = Register(
    name="members",
    entry_title="委员",
    enter_title="登记委员",
    described="Returns a member.",
    permissions=MEMBERS,
    entries=MEMBER_TABLE,
    id_of=path_id("522625-m-1"),
    new=NewMember,
    view=MemberView,
    commands=COMMANDS,
    read=read_member,
    enter=usecases.enter,
    change=usecases.change,
)


def members_router(context: ServiceContext) -> APIRouter:
    """Returns the router with every route of the register."""
    router = APIRouter(prefix=REGISTER.address, tags=["委员"])

    @router.get("", summary="委员名册")
    async def listing(  # noqa: PLR0913, PLR0917 - the filters of the list
        account: Actor,
        paging: Paging,
        organization: Owner = None,
        q: Annotated[str, Query(max_length=100, description="姓名的一部分")] = "",
        sector: Annotated[str, Query(max_length=200, description="界别")] = "",
        term: Annotated[str, Query(max_length=200, description="届次")] = "",
        member_class: Annotated[MemberClass | None, Query(alias="class", description="类别")] = None,
        active: bool | None = None,  # noqa: FBT001 - a query parameter
    ) -> ListPage[MemberView]:
        """Returns the members of a committee: the newest term first, then by sector and name. `active`: only present, or former ones."""
        owner = await owner_of(context, account, organization, MEMBERS.read)
        wanted = MemberFilter(
            organization=owner, words=q, sector=sector, term=term, active=active, member_class=member_class
        )
        async with context.service.reading() as connection:
            return await list_members(connection, wanted, paging)

    @router.get("/{id}/personal-data", summary="委员的个人资料")
    async def personal_data(account: Actor, id: Annotated[str, Depends(REGISTER.id_of)]) -> PersonalData:
        """Returns everything that the service stores about a member, for the request of a person."""
        return await export_person(context, account, REGISTER, id)

    add_register_routes(router, context, REGISTER)
    return router
