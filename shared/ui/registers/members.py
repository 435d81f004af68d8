"""`/members`: the register of members of a committee: the list, one member with the forms that change it, and a new one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.members.access import MANAGE, READ
from shared.committee.members.links import accounts_without_member
from shared.committee.members.queries import MemberFilter, list_members, read_member, words_in_use
from shared.committee.members.repository import MemberRecord, find
from shared.committee.members.routes import COMMANDS, Id
from shared.committee.members.schemas import MemberCommand, NewMember
from shared.committee.members.usecases import enter, execute_for
from shared.committee.register_access import allow_somewhere, register_owner
from shared.domain.errors import LianxiError, NotFoundError
from shared.ui.forms.controls import FormView, RejectedForm, form_view
from shared.ui.forms.fields import Choice
from shared.ui.forms.parse import parse_form
from shared.ui.forms.submit import COMMAND, VERSION, done_at, is_confirmed, rejected_form, show_again, status_of, submit
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination
from shared.ui.registers.owner import committee_of, manages, owner_query
from shared.web.accounts import Account
from shared.web.administration import MANAGE as MANAGE_ACCOUNTS
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting, Visitor
from shared.web.paging import Paging
from shared.web.permissions import may
from shared.web.problem import HttpRefusedError

ADDRESS, ENTER = "/members", "enter_member"
Words = Annotated[str, Query(max_length=200)]

FORMS: Mapping[str, type[object]] = {
    ENTER: NewMember,
    **{f"{name}_member": body for name, (_, body) in COMMANDS.items()},
}
"""Command of a form -> the body that it is parsed into."""

_QUESTIONS: Mapping[str, str] = {"leave": "离任后，该委员不再列入现任名册；已有的提案不变，以后可以恢复任职。"}
"""The commands that are confirmed, each with its question."""


def member_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list, of one member, and of the form of a new one."""
    router = APIRouter(include_in_schema=False)
    _add_list(router, context)
    _add_creation(router, context)
    _add_one(router, context)
    return router


def _add_list(router: APIRouter, context: ServiceContext) -> None:
    @router.get(ADDRESS)
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


def _add_creation(router: APIRouter, context: ServiceContext) -> None:
    address = f"{ADDRESS}/new"

    @router.get(address)
    async def new(request: Request, visitor: Visiting, organization: Words = "") -> Response:
        """Renders the form of a new member."""
        tree = await context.directory.tree()
        owner = register_owner(visitor.account, organization.strip() or None, MANAGE, context=context, tree=tree)
        rejected = await rejected_form(request, visitor.account)
        action = address + owner_query(visitor.account, owner)
        form = form_view(
            NewMember, command=ENTER, title="登记委员", action=action, initial={}, rejected=rejected, shown=True
        )
        return TEMPLATES.render(
            "member_new.html",
            status=status_of(rejected),
            frame=page_frame(request, visitor, context, tree),
            sheet=form,
            committee=committee_of(owner, context, tree),
            owner=owner_query(visitor.account, owner),
        )

    @router.post(address)
    async def create(request: Request, visitor: Visiting, form: Submitted, organization: Words = "") -> Response:
        """Enters a member and redirects to its page, or renders the form again with the errors."""
        tree, named = await context.directory.tree(), organization.strip() or None

        async def step(connection: AsyncConnection) -> str:
            tx = TransactionContext(connection, context, tree)
            member = await enter(tx, visitor.account, replace(parse_form(NewMember, form), organization=named))
            return done_at(f"{ADDRESS}/{member.id}", ENTER)

        try:
            return await submit(request, visitor.account, form, step)
        except LianxiError as error:
            back = address + (owner_query(visitor.account, named) if named else "")
            return await show_again(request, visitor.account, form, ENTER, back, error=error)


def _add_one(router: APIRouter, context: ServiceContext) -> None:
    @router.get(f"{ADDRESS}/{{id}}")
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
            done={ENTER: "登记", **{name: title for name, (title, _) in COMMANDS.items()}}.get(done, ""),
        )

    @router.post(f"{ADDRESS}/{{id}}")
    async def execute_command(request: Request, visitor: Visiting, form: Submitted, id: Id) -> Response:
        """Executes a command on a member, or renders the form again with the errors."""
        command, address = first(form, COMMAND), f"{ADDRESS}/{id}"
        name = command.removesuffix("_member")
        if name not in COMMANDS:
            raise NotFoundError("unknown-command", "委员名册没有这个操作")
        if name in _QUESTIONS and not is_confirmed(form):
            return await show_again(request, visitor.account, form, command, address, question=_QUESTIONS[name])
        try:
            return await _execute_form(request, visitor, context, id, name, form)
        except LianxiError as error:
            return await show_again(request, visitor.account, form, command, address, error=error)


async def _execute_form(
    request: Request, visitor: Visitor, context: ServiceContext, id: str, name: str, form: Form
) -> Response:
    command: MemberCommand = parse_form(COMMANDS[name][1], form)
    tree = await context.directory.tree()

    def check_version(record: MemberRecord) -> None:
        if first(form, VERSION) != _version_of(record):
            raise HttpRefusedError(412, "stale", "该委员的资料刚被他人更改。请核对后再提交，您填写的内容仍保留在下面")

    async def step(connection: AsyncConnection) -> str:
        tx = TransactionContext(connection, context, tree)
        await execute_for(tx, visitor.account, id, command, check_version=check_version)
        return done_at(f"{ADDRESS}/{id}", name)

    return await submit(request, visitor.account, form, step)


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
            command=f"{name}_member",
            title=title,
            action=f"{ADDRESS}/{record.id}",
            initial=known if name == "change" else {"on": today},
            offers={"account": offers[name]} if name in offers else None,
            version=_version_of(record),
            rejected=rejected,
        )
        for name, (title, body) in COMMANDS.items()
        if name not in left_out
    ]


def _version_of(record: MemberRecord) -> str:
    return f"{record.epoch}-{record.sequence}"
