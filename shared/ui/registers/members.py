"""`/members`: the register of members of a committee: the list, one member with the forms that change it, and a new one."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.members.access import MANAGE, READ
from shared.committee.members.links import accounts_without_member
from shared.committee.members.queries import MemberFilter, list_members, read_member, words_in_use
from shared.committee.members.repository import MemberRecord, find
from shared.committee.members.routes import COMMANDS, REGISTER, Id
from shared.committee.members.schemas import MemberCommand, NewMember
from shared.committee.register_access import allow_somewhere, register_owner
from shared.ui.forms.controls import FormView, RejectedForm, form_view
from shared.ui.forms.fields import Choice
from shared.ui.forms.submit import rejected_form, status_of
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination
from shared.ui.registers.entry_pages import EntryPages, add_creation, add_execution, version_of
from shared.ui.registers.owner import committee_of, manages, owner_query
from shared.web.accounts import Account
from shared.web.administration import MANAGE as MANAGE_ACCOUNTS
from shared.web.pages.visitor import Visiting
from shared.web.paging import Paging
from shared.web.permissions import may

Words = Annotated[str, Query(max_length=200)]

PAGES: EntryPages[MemberRecord, NewMember, MemberCommand] = EntryPages(
    register=REGISTER,
    noun="member",
    title="委员名册",
    manage=MANAGE,
    questions={"leave": "离任后，该委员不再列入现任名册；已有的提案不变，以后可以恢复任职。"},
    unknown="委员名册没有这个操作",
    stale="该委员的资料刚被他人更改",
)


def member_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list, of one member, and of the form of a new one."""
    router = APIRouter(include_in_schema=False)
    _add_list(router, context)
    add_creation(router, context, PAGES)
    _add_one(router, context)
    add_execution(router, context, PAGES)
    return router


def _add_list(router: APIRouter, context: ServiceContext) -> None:
    @router.get(PAGES.address)
    async def listing(  # noqa: PLR0913, PLR0917 - the filters of the list
        request: Request,
        visitor: Visiting,
        paging: Paging,
        q: Words = "",
        sector: Words = "",
        term: Words = "",
        organization: Words = "",
    ) -> Response:
        """Renders the members of a committee. `q`: a part of the name."""
        account, tree = visitor.account, await context.directory.tree()
        named = organization.strip() or account.organization
        given = {name: value.strip() for name, value in (("q", q), ("sector", sector), ("term", term)) if value.strip()}
        given |= {"organization": named} if named and named != account.organization else {}
        shown: dict[str, Any] = {"given": given, "asks": account.organization is None, "found": None}
        if named is None:  # an administrator names the committee first
            allow_somewhere(account, READ)
        else:
            owner = register_owner(account, named, READ, context=context, tree=tree)
            wanted = MemberFilter(organization=owner, words=q, sector=sector, term=term)
            async with context.service.reading() as connection:
                found = await list_members(connection, wanted, paging)
                sectors, terms = await words_in_use(connection, owner)
            shown |= {
                "found": found,
                "sectors": sectors,
                "terms": terms,
                "committee": committee_of(owner, context, tree),
                "owner": owner_query(account, owner),
                "manages": manages(account, MANAGE),
                "pagination": pagination(found, given),
            }
        return TEMPLATES.render("members.html", frame=page_frame(request, visitor, context, tree), **shown)


def _add_one(router: APIRouter, context: ServiceContext) -> None:
    @router.get(f"{PAGES.address}/{{id}}")
    async def one(request: Request, visitor: Visiting, id: Id, done: str = "") -> Response:
        """Renders a member and, for those who may change it, the forms."""
        account, tree = visitor.account, await context.directory.tree()
        rejected = await rejected_form(request, account)
        async with context.service.reading() as connection:
            record = await find(connection, id)
            register_owner(account, record.organization, READ, context=context, tree=tree)
            shown = await read_member(connection, record)
            free = await accounts_without_member(connection, record.organization)
        offers = {"link": _choices(free), "unlink": _choices(shown.accounts)}
        return TEMPLATES.render(
            "member.html",
            status=status_of(rejected),
            frame=page_frame(request, visitor, context, tree),
            item=shown,
            committee=committee_of(record.organization, context, tree),
            owner=owner_query(account, record.organization),
            sheets=_sheets(record, account, offers, rejected, today=context.today().isoformat()),
            done=PAGES.done(done),
        )


def _choices(names: list[str]) -> tuple[Choice, ...]:
    return tuple(Choice(name, name) for name in names)


def _sheets(
    record: MemberRecord,
    account: Account,
    offers: Mapping[str, tuple[Choice, ...]],
    rejected: RejectedForm | None,
    *,
    today: str,
) -> list[FormView]:
    """Returns the forms that change a member; a rejected form keeps its values. `offers`: the accounts to link and to unlink."""
    if not manages(account, MANAGE):
        return []
    links = may(account, MANAGE_ACCOUNTS, relation="foreign")
    left_out = {"return" if record.left_on is None else "leave"}
    left_out |= {name for name in offers if not links or not offers[name]}
    known = {"name": record.name, "sector": record.sector, "term": record.term, "contact": record.contact}
    return [
        form_view(
            body,
            command=PAGES.command_of(name),
            title=title,
            action=f"{PAGES.address}/{record.id}",
            initial=known if name == "change" else {"on": today},
            offers={"account": offers[name]} if name in offers else None,
            version=version_of(record),
            rejected=rejected,
        )
        for name, (title, body) in COMMANDS.items()
        if name not in left_out
    ]
