"""`/units`: the register of handling units of a committee: the list, one unit with the forms that change it, and a new unit."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.register_access import allow_somewhere, register_owner
from shared.committee.units.access import MANAGE, READ
from shared.committee.units.queries import UnitFilter, list_units, view
from shared.committee.units.repository import UnitRecord, find, names_of
from shared.committee.units.routes import COMMANDS, Id
from shared.committee.units.schemas import ChangeUnit, NewUnit, UnitCommand, UnitView
from shared.committee.units.usecases import enter, execute_for
from shared.contracts.units import UnitClass
from shared.domain.errors import LianxiError, NotFoundError
from shared.ui.forms.controls import FormView, RejectedForm, form_view
from shared.ui.forms.parse import parse_form
from shared.ui.forms.submit import COMMAND, VERSION, done_at, is_confirmed, rejected_form, show_again, status_of, submit
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination
from shared.ui.registers.owner import committee_of, manages, owner_query
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting, Visitor
from shared.web.paging import Paging
from shared.web.problem import HttpRefusedError

ADDRESS, ENTER = "/units", "enter_unit"
Words = Annotated[str, Query(max_length=100)]

FORMS: Mapping[str, type[object]] = {ENTER: NewUnit, **{f"{name}_unit": body for name, (_, body) in COMMANDS.items()}}
"""Command of a form -> the body that it is parsed into."""

_QUESTIONS: Mapping[str, str] = {"retire": "停用后，交办时不再列出该单位；已经交办的事项照常办理，以后可以恢复。"}
"""The commands that are confirmed, each with its question."""


def unit_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list, of one unit, and of the form of a new one."""
    router = APIRouter(include_in_schema=False)
    _add_list(router, context)
    _add_creation(router, context)

    @router.get(f"{ADDRESS}/{{id}}")
    async def one(request: Request, visitor: Visiting, id: Id, done: str = "") -> Response:
        """Renders a unit with its names and, for those who may change it, the forms."""
        rejected = await rejected_form(request, visitor.account)
        tree = await context.directory.tree()
        async with context.service.reading() as connection:
            record = await find(connection, id)
            register_owner(visitor.account, record.organization, READ, context=context, tree=tree)
            names = await names_of(connection, [id])
        shown = view(record, names.get(id, []))
        return TEMPLATES.render(
            "unit.html",
            status=status_of(rejected),
            frame=page_frame(request, visitor, context, tree),
            item=shown,
            committee=committee_of(shown.organization, context, tree),
            owner=owner_query(visitor.account, shown.organization),
            sheets=_sheets(record, shown, rejected, today=context.today().isoformat())
            if manages(visitor.account, MANAGE)
            else [],
            done={ENTER: "登记", **{name: title for name, (title, _) in COMMANDS.items()}}.get(done, ""),
        )

    @router.post(f"{ADDRESS}/{{id}}")
    async def execute_command(request: Request, visitor: Visiting, form: Submitted, id: Id) -> Response:
        """Executes a command on a unit, or renders the form again with the errors."""
        command = first(form, COMMAND)
        name = command.removesuffix("_unit")
        if name not in COMMANDS:
            raise NotFoundError("unknown-command", "承办单位没有这个操作")
        address = f"{ADDRESS}/{id}"
        if name in _QUESTIONS and not is_confirmed(form):
            return await show_again(request, visitor.account, form, command, address, question=_QUESTIONS[name])
        try:
            return await _execute_form(request, visitor, context, id, name, form)
        except LianxiError as error:
            return await show_again(request, visitor.account, form, command, address, error=error)

    return router


def _add_list(router: APIRouter, context: ServiceContext) -> None:
    @router.get(ADDRESS)
    async def listing(
        request: Request,
        visitor: Visiting,
        paging: Paging,
        q: Words = "",
        unit_class: Annotated[str, Query(alias="class", max_length=100)] = "",
        organization: Words = "",
    ) -> Response:
        """Renders the units of a committee by name. `q`: a part of a name or of an alias."""
        account, tree = visitor.account, await context.directory.tree()
        named = organization.strip() or account.organization
        given = {name: value.strip() for name, value in (("q", q), ("class", unit_class)) if value.strip()}
        given |= {"organization": named} if named and named != account.organization else {}
        frame, classes = page_frame(request, visitor, context, tree), list(UnitClass)
        if named is None:  # an administrator names the committee first
            allow_somewhere(account, READ)
            return TEMPLATES.render("units.html", frame=frame, classes=classes, given=given, asks=True, found=None)
        owner = register_owner(account, named, READ, context=context, tree=tree)
        wanted = UnitFilter(
            organization=owner, words=q, unit_class=next((each for each in UnitClass if each == unit_class), None)
        )
        async with context.service.reading() as connection:
            found = await list_units(connection, wanted, paging)
        return TEMPLATES.render(
            "units.html",
            frame=frame,
            classes=classes,
            given=given,
            asks=account.organization is None,
            found=found,
            committee=committee_of(owner, context, tree),
            owner=owner_query(account, owner),
            manages=manages(account, MANAGE),
            pagination=pagination(found, given),
        )


def _add_creation(router: APIRouter, context: ServiceContext) -> None:
    address = f"{ADDRESS}/new"

    @router.get(address)
    async def new(request: Request, visitor: Visiting, organization: Words = "") -> Response:
        """Renders the form of a new unit."""
        tree = await context.directory.tree()
        owner = register_owner(visitor.account, organization.strip() or None, MANAGE, context=context, tree=tree)
        rejected = await rejected_form(request, visitor.account)
        form = form_view(
            NewUnit,
            command=ENTER,
            title="登记承办单位",
            action=address + owner_query(visitor.account, owner),
            initial={"on": context.today().isoformat()},
            rejected=rejected,
            shown=True,
        )
        return TEMPLATES.render(
            "unit_new.html",
            status=status_of(rejected),
            frame=page_frame(request, visitor, context, tree),
            sheet=form,
            committee=committee_of(owner, context, tree),
            owner=owner_query(visitor.account, owner),
        )

    @router.post(address)
    async def create(request: Request, visitor: Visiting, form: Submitted, organization: Words = "") -> Response:
        """Enters a unit and redirects to its page, or renders the form again with the errors."""
        tree = await context.directory.tree()
        named = organization.strip() or None

        async def step(connection: AsyncConnection) -> str:
            tx = TransactionContext(connection, context, tree)
            unit = await enter(tx, visitor.account, replace(parse_form(NewUnit, form), organization=named))
            return done_at(f"{ADDRESS}/{unit.id}", ENTER)

        try:
            return await submit(request, visitor.account, form, step)
        except LianxiError as error:
            back = address + (owner_query(visitor.account, named) if named else "")
            return await show_again(request, visitor.account, form, ENTER, back, error=error)


async def _execute_form(
    request: Request, visitor: Visitor, context: ServiceContext, id: str, name: str, form: Form
) -> Response:
    command: UnitCommand = parse_form(COMMANDS[name][1], form)
    if isinstance(command, ChangeUnit):  # the form holds every alias: without one, none is left
        command = replace(command, aliases=command.aliases or ())
    tree = await context.directory.tree()

    def check_version(record: UnitRecord) -> None:
        if first(form, VERSION) != _version_of(record):
            raise HttpRefusedError(412, "stale", "该单位刚被他人更改。请核对后再提交，您填写的内容仍保留在下面")

    async def step(connection: AsyncConnection) -> str:
        tx = TransactionContext(connection, context, tree)
        await execute_for(tx, visitor.account, id, command, check_version=check_version)
        return done_at(f"{ADDRESS}/{id}", name)

    return await submit(request, visitor.account, form, step)


def _sheets(record: UnitRecord, shown: UnitView, rejected: RejectedForm | None, *, today: str) -> list[FormView]:
    """Returns the forms that change a unit; a rejected form keeps its values."""
    initial = {"change": {"class": str(shown.unit_class), "aliases": "\n".join(shown.aliases)}}
    return [
        form_view(
            body,
            command=f"{name}_unit",
            title=title,
            action=f"{ADDRESS}/{record.id}",
            initial=initial.get(name, {"on": today}),
            version=_version_of(record),
            rejected=rejected,
        )
        for name, (title, body) in COMMANDS.items()
        if name != ("reinstate" if record.active else "retire")
    ]


def _version_of(record: UnitRecord) -> str:
    return f"{record.epoch}-{record.sequence}"
