"""`/organizations` and `/organizations/{key}`: the roster of today, one organization, and, for its keeper, the forms of its record."""

from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.context import CommittedRecord, ServiceContext, TransactionContext
from shared.committee.directory.names import address_of
from shared.committee.imports.roster.usecases import RUN
from shared.committee.members.body_counts import body_counts
from shared.committee.organizations.repository import OrganizationRecord, find
from shared.committee.organizations.routes import Key
from shared.committee.organizations.schemas import view
from shared.committee.organizations.usecases import execute_for
from shared.committee.own_records import usecases as own_records
from shared.committee.own_records.consents import consents_by
from shared.committee.own_records.declarations import declarations_by
from shared.committee.own_records.schemas import views
from shared.committee.registers.access import MEMBERS
from shared.committee.relations import relation
from shared.contracts.vocabulary import Level
from shared.domain.command import Command
from shared.domain.comparison import name_key
from shared.domain.errors import LianxiError, NotFoundError
from shared.domain.organizations.commands import COMMANDS, OrganizationCommand
from shared.domain.own_records.commands import COMMANDS as OWN_RECORDS
from shared.domain.own_records.commands import OwnCommand
from shared.ui.forms.controls import RejectedForm
from shared.ui.forms.labels import WORDS
from shared.ui.forms.parse import parse_form
from shared.ui.forms.submit import COMMAND, VERSION, done_at, is_confirmed, rejected_form, show_again, status_of, submit
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.back_link import back_link
from shared.ui.lists.routes import pagination
from shared.ui.registers.owner import registers_of
from shared.ui.roster.body_history import checklist_evidence, directors
from shared.ui.roster.own_record_forms import OwnSituation, own_record_forms
from shared.ui.roster.record_forms import DESTRUCTIVE, record_forms, version_of
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting, Visitor
from shared.web.paging import Paging
from shared.web.permissions import allow, may
from shared.web.problem import HttpRefusedError

READ = "organizations.read"
_COMMANDS: dict[str, type[Command]] = {**COMMANDS.by_name, **OWN_RECORDS.by_name}
"""The commands of the page, on the record that the keeper writes and on the organization's own record."""
Words = Annotated[str, Query(max_length=100)]


def roster_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list and of the page of one organization."""
    router = APIRouter(include_in_schema=False)

    @router.get("/organizations")
    async def listing(
        request: Request, visitor: Visiting, paging: Paging, q: Words = "", under: Words = "", level: Words = ""
    ) -> Response:
        """Renders the organizations on the roster today, by key. `q`: a part of the name, or the beginning of a code."""
        allow(visitor.account, READ, relation="foreign")
        tree, day = await context.directory.tree(), context.today()
        within = tree.under(tree.resolve(under, day), day) if under.strip() else iter(tree)
        words = q.strip()
        wanted = name_key(words)
        keys = sorted(
            key
            for key in within
            if tree.on_roster(key, day)
            and level in ("", tree.level(key))
            and (wanted in name_key(tree.name(key, day)) or key.startswith(words))
        )
        part = keys[paging.offset : paging.offset + paging.limit]
        given = {name: value for name, value in (("q", words), ("under", under), ("level", level)) if value}
        return TEMPLATES.render(
            "roster.html",
            imports=may(visitor.account, RUN, relation="foreign"),
            registers=registers_of(visitor.account),
            frame=page_frame(request, visitor, context, tree),
            items=[view(key, tree=tree, day=day) for key in part],
            name=lambda key: tree.name(key, day) if key in tree else key,
            address=lambda key: address_of(key, tree, day),
            levels=[each for each in Level if each is not Level.NATION],
            given=given,
            pagination=pagination(paging.of(part, len(keys)), given),
        )

    @router.get("/organizations/{key}")
    async def one(request: Request, visitor: Visiting, key: Key, done: str = "") -> Response:
        """Renders the record of an organization as of today."""
        rejected = await rejected_form(request, visitor.account)
        return await _render(request, visitor, context, key, done=done, rejected=rejected)

    @router.post("/organizations/{key}")
    async def execute_command(request: Request, visitor: Visiting, form: Submitted, key: Key) -> Response:
        """Executes a command on the record of an organization, or renders the form again with the errors."""
        name = first(form, COMMAND)
        if name not in _COMMANDS:
            raise NotFoundError("unknown-command", "名册没有这个操作")
        try:
            return await _execute_form(request, visitor, context, key, _COMMANDS[name], form)
        except LianxiError as error:
            return await show_again(request, visitor.account, form, name, _address(request, key), error=error)

    return router


async def _execute_form(
    request: Request, visitor: Visitor, context: ServiceContext, key: str, body: type[Command], form: Form
) -> Response:
    command = parse_form(body, form)
    if body.irreversible_warning and not is_confirmed(form):
        address = _address(request, key)
        return await show_again(request, visitor.account, form, body.name, address, question=body.irreversible_warning)
    tree = await context.directory.tree()
    recorded: list[CommittedRecord] = []

    def check_version(record: OrganizationRecord) -> None:
        if first(form, VERSION) != version_of(record):
            raise HttpRefusedError(412, "stale", "该名册记录刚被更新。请核对后再提交，您填写的内容仍保留在下面")

    async def step(connection: AsyncConnection) -> str:
        tx = TransactionContext(connection, context, tree, recorded)
        if isinstance(command, OwnCommand):
            await own_records.execute_for(tx, visitor.account, key, command)
            return done_at(_address(request, key), command.name)
        change = cast("OrganizationCommand", command)
        record = await execute_for(tx, visitor.account, key, change, check_version=check_version, day=context.today())
        return done_at(_address(request, address_of(record.key, tree, context.today())), command.name)

    response = await submit(request, visitor.account, form, step)
    context.after_commit(recorded)
    return response


async def _render(
    request: Request,
    visitor: Visitor,
    context: ServiceContext,
    key: str,
    *,
    done: str = "",
    rejected: RejectedForm | None = None,
) -> Response:
    allow(visitor.account, READ, relation="foreign")
    tree, day = await context.directory.tree(), context.today()
    key = tree.addressed(key, day)
    async with context.service.reading() as connection:
        record = await find(connection, key)
        given = (await consents_by(connection, [key]))[key]
        declared = (await declarations_by(connection, [key]))[key]
        texts = await matter_texts.of(connection, key)
        reads = may(visitor.account, MEMBERS.read, relation=relation(visitor.account, key, tree=tree, day=day))
        counts = await body_counts(connection, key, tree=tree, day=day) if reads else []
    here = _address(request, address_of(key, tree, day))
    sheets = own_record_forms(OwnSituation(key, given, declared, tree), visitor.account, context, rejected, here)
    if record is not None:
        sheets = [*record_forms(record, visitor.account, context, tree, rejected, here), *sheets]
    kept = record if sheets else None
    return TEMPLATES.render(
        "organization.html",
        status=status_of(rejected),
        frame=page_frame(request, visitor, context, tree),
        item=view(key, tree=tree, day=day),
        counts=counts,
        declared=views(declared),
        back=back_link(request, "organizations"),
        name=lambda other: tree.name(other, day) if other in tree else other,
        address=lambda other: address_of(other, tree, day),
        items=WORDS["item"],
        destructive=DESTRUCTIVE,
        children=[each for each in tree.parts(key, day) if tree.on_roster(each, day)],
        done=_COMMANDS[done].title_zh if done in _COMMANDS else "",
        sheets=sheets,
        directors=directors(kept, texts) if kept else [],
        evidence=checklist_evidence(kept, texts) if kept else [],
    )


def _address(request: Request, key: str) -> str:
    """Returns the address of an organization's page, with the back link of this page."""
    return back_link(request, "organizations").append_to(f"/organizations/{key}")
