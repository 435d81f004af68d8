"""`/members`: the register of members of a committee: the list, one member with the forms that change it, and a new one."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.members.body_counts import BodyCount, body_counts
from shared.committee.members.erasure import PERMISSION, erased_name
from shared.committee.members.links import accounts_without_member
from shared.committee.members.personal_data import export_person
from shared.committee.members.queries import MemberFilter, list_members, words_in_use
from shared.committee.members.repository import MemberRecord
from shared.committee.members.routes import REGISTER
from shared.committee.members.schemas import MemberCommand, MemberView, NewMember
from shared.committee.registers.access import MEMBERS
from shared.committee.registers.tables import MemberClass
from shared.ui.forms.fields import Choice
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination
from shared.ui.registers.entry_pages import EntryPages, EntrySheet, entry_router
from shared.ui.registers.owner import listed_register
from shared.web.account_management.administration import MANAGE as MANAGE_ACCOUNTS
from shared.web.accounts import Account
from shared.web.pages.visitor import Visiting
from shared.web.paging import Paging
from shared.web.permissions import may

Words = Annotated[str, Query(max_length=200)]


async def _sheets(
    connection: AsyncConnection, account: Account, member: MemberView, context: ServiceContext, _tree: OrganizationTree
) -> Mapping[str, EntrySheet]:
    """Returns the forms that change a member; accounts are linked by those who manage accounts."""
    known = {
        "name": member.name,
        "class": str(member.member_class),
        "sector": member.sector,
        "term": member.term,
        "contact": member.contact,
    }
    sheets = {
        "change": EntrySheet(known),
        "leave" if member.active else "return": EntrySheet({"on": context.today().isoformat()}),
    }
    if may(account, MANAGE_ACCOUNTS, relation="foreign"):
        free = await accounts_without_member(connection, member.organization)
        sheets |= {
            name: EntrySheet({}, {"account": tuple(Choice(each, each) for each in names)})
            for name, names in (("link", free), ("unlink", member.accounts))
            if names
        }
    if may(account, PERMISSION, relation="foreign") and not member.active and member.name != erased_name(member.id):
        sheets["erase"] = EntrySheet({})
    return sheets


PAGES: EntryPages[MemberRecord, NewMember, MemberCommand, MemberView] = EntryPages(
    register=REGISTER,
    noun="member",
    title="委员名册",
    sheets=_sheets,
    questions={
        "leave": "离任后，该委员不再列入现任名册；已有的提案不变，以后可以恢复任职。",
        "erase": "不能撤销。姓名、联系方式、各提案提案人中的姓名改为“已删除”，关联的账号停用，账号所填的内容删除；提案、编号和统计不变。"
        "正文、附件和已报送其他单位的内容不变。请先下载该委员的个人资料，其中列出正文提到这个姓名的事项。",
    },
    stale="该委员的资料刚被他人更改",
)


def member_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list, of one member, and of the form of a new one."""
    router = entry_router(context, PAGES)

    @router.get(PAGES.address)
    async def listing(  # noqa: PLR0913, PLR0917 - the filters of the list
        request: Request,
        visitor: Visiting,
        paging: Paging,
        q: Words = "",
        sector: Words = "",
        term: Words = "",
        member_class: Annotated[str, Query(alias="class", max_length=100)] = "",
        organization: Words = "",
    ) -> Response:
        """Renders the members of a committee. `q`: a part of the name."""
        account, tree = visitor.account, await context.directory.tree()
        filters = {"q": q, "class": member_class, "sector": sector, "term": term}
        listed = listed_register(account, organization, MEMBERS, context=context, tree=tree, filters=filters)
        found, sectors, terms, counts = None, list[str](), list[str](), list[BodyCount]()
        if listed.key is not None:
            known = next((each for each in MemberClass if each == member_class), None)
            wanted = MemberFilter(organization=listed.key, words=q, sector=sector, term=term, member_class=known)
            async with context.service.reading() as connection:
                found = await list_members(connection, wanted, paging)
                sectors, terms = await words_in_use(connection, listed.key)
                counts = await body_counts(connection, listed.key, tree=tree, day=context.today())
        return TEMPLATES.render(
            "members.html",
            frame=page_frame(request, visitor, context, tree),
            found=found,
            counts=counts,
            classes=list(MemberClass),
            sectors=sectors,
            terms=terms,
            pagination=found and pagination(found, listed.given),
            **vars(listed),
        )

    @router.get(f"{PAGES.address}/{{id}}/personal-data")
    async def personal_data(visitor: Visiting, id: Annotated[str, Depends(REGISTER.id_of)]) -> Response:
        """Downloads everything that the service stores about a member, as JSON."""
        found = await export_person(context, visitor.account, REGISTER, id)
        headers = {"Content-Disposition": f'attachment; filename="{id}.json"', "Cache-Control": "no-store"}
        return Response(found.model_dump_json(indent=2), headers=headers, media_type="application/json")

    return router
