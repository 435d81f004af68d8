"""The pages that every register of a committee has: one entry with the forms that change it, and the form of a new entry."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Generic, NamedTuple

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.registers.access import register_owner
from shared.committee.registers.register import C, N, R, Register, RegisterEntry, V, execute_on_entry, find_visible
from shared.domain.errors import LianxiError, NotFoundError
from shared.ui.forms import submit
from shared.ui.forms.controls import ChoicesByField, FormView, RejectedForm, form_view
from shared.ui.forms.parse import parse_form
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.registers.owner import committee_of, manages, owner_query
from shared.web.accounts import Account
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting, Visitor
from shared.web.problem import HttpRefusedError

Words = Annotated[str, Query(max_length=200)]


async def offer_nothing(
    _connection: AsyncConnection, _organization: str, _today: date, _tree: OrganizationTree
) -> ChoicesByField:
    """Returns no choices: the fields of a new entry are typed."""
    return {}


def as_parsed(command: C) -> C:
    """Returns the command itself: its form leaves nothing to be completed."""
    return command


class EntrySheet(NamedTuple):
    """What the form of a command on an entry begins with. `offers`: the choices of its fields."""

    initial: Mapping[str, str]
    offers: ChoicesByField | None = None


@dataclass(frozen=True, kw_only=True)
class EntryPages(Generic[R, N, C, V]):
    """The pages of a register. `noun`: of one entry, in the commands of its forms and the name of its template; `title`: of the register.

    `sheets`: command -> its form, for those that are possible on an entry now. `questions`: the commands that are confirmed, each with its
    question; `stale`: the refusal of a command on an entry that has changed meanwhile.
    `complete`: completes a parsed command; `initial`, `offers`: values and choices of the form of a new entry.
    """

    register: Register[R, N, C, V]
    noun: str
    title: str
    sheets: Callable[
        [AsyncConnection, Account, V, ServiceContext, OrganizationTree], Awaitable[Mapping[str, EntrySheet]]
    ]
    questions: Mapping[str, str]
    stale: str
    complete: Callable[[C], C] = as_parsed
    initial: Callable[[date], Mapping[str, str]] = lambda _today: {}
    offers: Callable[[AsyncConnection, str, date, OrganizationTree], Awaitable[ChoicesByField]] = offer_nothing

    @property
    def address(self) -> str:
        return f"/{self.register.name}"

    @property
    def enters(self) -> str:
        """Returns the command of the form of a new entry."""
        return f"enter_{self.noun}"

    def command_of(self, name: str) -> str:
        """Returns the command of the form of this command of the register."""
        return f"{name}_{self.noun}"

    @property
    def forms(self) -> Mapping[str, type[object]]:
        """Returns the bodies that the forms are parsed into, by the command of the form."""
        bodies = {self.command_of(name): body for name, (_, body) in self.register.commands.items()}
        return {self.enters: self.register.new, **bodies}

    def done(self, command: str) -> str:
        """Returns the title of the executed command that the address of a page names; empty for an unknown one."""
        titles = {self.enters: self.register.enter_title}
        titles |= {name: title for name, (title, _) in self.register.commands.items()}
        return titles.get(command, "")


def version_of(record: RegisterEntry) -> str:
    """Returns the version of an entry as its forms contain it."""
    return f"{record.epoch}-{record.sequence}"


def entry_router(context: ServiceContext, pages: EntryPages[R, N, C, V]) -> APIRouter:
    """Returns the router of the form of a new entry, and of an entry with the forms that change it."""
    router = APIRouter(include_in_schema=False)
    _add_creation(router, context, pages)
    _add_entry(router, context, pages)
    return router


def _add_entry(router: APIRouter, context: ServiceContext, pages: EntryPages[R, N, C, V]) -> None:
    """Adds the page of an entry with the forms that change it, and their submission."""
    register = pages.register

    @router.get(f"{pages.address}/{{id}}")
    async def one(
        request: Request, visitor: Visiting, id: Annotated[str, Depends(register.id_of)], done: str = ""
    ) -> Response:
        """Renders an entry and, for those who may change it, the forms. A rejected form keeps its values."""
        account, tree = visitor.account, await context.directory.tree()
        rejected = await submit.rejected_form(request, account)
        async with context.service.reading() as connection:
            record = await find_visible(register, connection, account, id, context=context, tree=tree)
            register_owner(account, record.organization, register.permissions.read, context=context, tree=tree)
            shown = await register.read(connection, record, context.today(), tree)
            may_change = manages(account, register.permissions)
            sheets = await pages.sheets(connection, account, shown, context, tree) if may_change else {}
        return TEMPLATES.render(
            f"{pages.noun}.html",
            status=submit.status_of(rejected),
            frame=page_frame(request, visitor, context, tree),
            item=shown,
            committee=committee_of(record.organization, context, tree),
            owner=owner_query(account, record.organization),
            sheets=_forms_of(pages, record, sheets, rejected),
            done=pages.done(done),
        )

    _add_execution(router, context, pages)


def _forms_of(
    pages: EntryPages[R, N, C, V], record: R, sheets: Mapping[str, EntrySheet], rejected: RejectedForm | None
) -> list[FormView]:
    return [
        form_view(
            body,
            command=pages.command_of(name),
            title=title,
            action=f"{pages.address}/{record.id}",
            initial=sheets[name].initial,
            offers=sheets[name].offers,
            version=version_of(record),
            rejected=rejected,
        )
        for name, (title, body) in pages.register.commands.items()
        if name in sheets
    ]


def _entry_form(
    pages: EntryPages[R, N, C, V], action: str, today: date, offers: ChoicesByField, rejected: RejectedForm | None
) -> FormView:
    """Returns the form of a new entry."""
    return form_view(
        pages.register.new,
        command=pages.enters,
        title=pages.register.enter_title,
        action=action,
        initial=pages.initial(today),
        offers=offers,
        rejected=rejected,
        shown=True,
    )


def _add_creation(router: APIRouter, context: ServiceContext, pages: EntryPages[R, N, C, V]) -> None:
    """Adds the page with the form of a new entry, and its submission."""
    register, address = pages.register, f"{pages.address}/new"

    @router.get(address)
    async def new(request: Request, visitor: Visiting, organization: Words = "") -> Response:
        """Renders the form of a new entry."""
        account, tree, named = visitor.account, await context.directory.tree(), organization.strip() or None
        owner = register_owner(account, named, register.permissions.entering, context=context, tree=tree)
        rejected = await submit.rejected_form(request, account)
        async with context.service.reading() as connection:
            offers = await pages.offers(connection, owner, context.today(), tree)
        form = _entry_form(pages, address + owner_query(account, owner), context.today(), offers, rejected)
        return TEMPLATES.render(
            "begin.html",
            status=submit.status_of(rejected),
            frame=page_frame(request, visitor, context, tree),
            sheet=form,
            back=(pages.address + owner_query(account, owner), pages.title),
            note=committee_of(owner, context, tree),
        )

    @router.post(address)
    async def create(request: Request, visitor: Visiting, form: Submitted, organization: Words = "") -> Response:
        """Stores an entry and redirects to its page, or renders the form again with the errors."""
        account, tree, named = visitor.account, await context.directory.tree(), organization.strip() or None

        async def step(connection: AsyncConnection) -> str:
            given = replace(parse_form(register.new, form), organization=named)
            record = await register.enter(TransactionContext(connection, context, tree), account, given)
            return submit.done_at(f"{pages.address}/{record.id}", pages.enters)

        back = address + (owner_query(account, named) if named else "")
        return await submit.submit_or_show_again(request, account, form, step, command=pages.enters, address=back)


def _add_execution(router: APIRouter, context: ServiceContext, pages: EntryPages[R, N, C, V]) -> None:
    @router.post(f"{pages.address}/{{id}}")
    async def execute_command(
        request: Request, visitor: Visiting, form: Submitted, id: Annotated[str, Depends(pages.register.id_of)]
    ) -> Response:
        """Executes a command on an entry, or renders the form again with the errors."""
        command, address = first(form, submit.COMMAND), f"{pages.address}/{id}"
        name = command.removesuffix(f"_{pages.noun}")
        if name not in pages.register.commands:
            raise NotFoundError("unknown-command", f"{pages.register.entry_title}没有这个操作")
        if name in pages.questions and not submit.is_confirmed(form):
            question = pages.questions[name]
            return await submit.show_again(request, visitor.account, form, command, address, question=question)
        try:
            return await _execute_form(request, visitor, context, pages, id, name, form)
        except LianxiError as error:
            return await submit.show_again(request, visitor.account, form, command, address, error=error)


async def _execute_form(  # noqa: PLR0913, PLR0917 - a form, and its subject
    request: Request,
    visitor: Visitor,
    context: ServiceContext,
    pages: EntryPages[R, N, C, V],
    id: str,
    name: str,
    form: Form,
) -> Response:
    command = pages.complete(parse_form(pages.register.commands[name][1], form))
    tree = await context.directory.tree()

    def check_version(record: R) -> None:
        if first(form, submit.VERSION) != version_of(record):
            raise HttpRefusedError(412, "stale", f"{pages.stale}。请核对后再提交，您填写的内容仍保留在下面")

    async def step(connection: AsyncConnection) -> str:
        tx = TransactionContext(connection, context, tree)
        await execute_on_entry(pages.register, tx, visitor.account, id, command, check_version=check_version)
        return submit.done_at(f"{pages.address}/{id}", name)

    return await submit.submit(request, visitor.account, form, step)
