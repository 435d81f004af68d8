"""`/{matters}/{id}` and `/{matters}/new`: a matter with its history, and the forms of the commands that may be executed now."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import autosaves
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.documents.letter_routes import letter_file
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.queries import history_of, read_matter, readers
from shared.committee.matters.routes import Id
from shared.committee.matters.similarity import similar_to
from shared.committee.messages.repository import of_matter
from shared.domain.errors import LianxiError
from shared.ui.forms.confirmations import confirmation_of
from shared.ui.forms.controls import RejectedForm
from shared.ui.forms.parse import parse_form
from shared.ui.forms.references import (
    CALL,
    addressee_choices,
    call_choices,
    member_choices,
    participant_choices,
    reference_choices,
    similar_first,
    unit_choices,
)
from shared.ui.forms.submit import (
    COMMAND,
    VERSION,
    done_at,
    is_confirmed,
    rejected_form,
    show_again,
    status_of,
    submit,
)
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.back_link import back_link
from shared.ui.lists.neighbours import neighbours
from shared.ui.matter.attachments import ATTACH, DONE, attachment_pages, attachment_section
from shared.ui.matter.autosave import autosave_pages, autosaved_forms
from shared.ui.matter.creation import creation_pages
from shared.ui.matter.documents import document_links
from shared.ui.matter.execute import body_of, commands_of, execute_from_page
from shared.ui.matter.page import MatterReading, matter_page
from shared.web.accounts import Account
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting, Visitor
from shared.web.paging import PageWindow
from shared.web.permissions import may

_LAST_READERS = PageWindow(page=1, size=10)


def matter_pages(context: ServiceContext, kind: AnyKind) -> APIRouter:
    """Returns the router of the pages of one kind."""
    router = APIRouter(include_in_schema=False)
    router.include_router(attachment_pages(context, kind))
    router.include_router(creation_pages(context, kind))
    router.include_router(autosave_pages(context, kind))

    @router.get(f"/{kind.name}/{{id}}")
    async def one(request: Request, visitor: Visiting, id: Id, done: str = "") -> Response:
        """Renders a matter and the forms of its commands. `done`: the command that was executed just now."""
        rejected = await rejected_form(request, visitor.account)
        return await _render(request, visitor, context, kind, id, done=done, rejected=rejected)

    if kind.transferable:

        @router.get(f"/{kind.name}/{{id}}/letter")
        async def letter(visitor: Visiting, id: Id) -> Response:
            """Returns the Word letter of the last transfer to another organization, else of the one that the matter came by."""
            return await letter_file(context, visitor.account, kind, id)

    @router.post(f"/{kind.name}/{{id}}")
    async def execute_command(request: Request, visitor: Visiting, form: Submitted, id: Id) -> Response:
        """Executes the command of the form, or renders the form again with the errors."""
        name = first(form, COMMAND)
        try:
            return await _execute_form(request, visitor, context, kind, id, name, form)
        except LianxiError as error:
            body_of(kind, name)
            return await show_again(request, visitor.account, form, name, _address(request, kind, id), error=error)

    return router


async def _execute_form(  # noqa: PLR0913, PLR0917 - a form, and its subject
    request: Request, visitor: Visitor, context: ServiceContext, kind: AnyKind, id: str, name: str, form: Form
) -> Response:
    command, address = parse_form(body_of(kind, name), form), _address(request, kind, id)
    tree = await context.directory.tree()
    if not is_confirmed(form):
        async with context.service.reading() as connection:
            query = await confirmation_of(
                TransactionContext(connection, context, tree), visitor.account, kind, id, command
            )
        if query:
            return await show_again(request, visitor.account, form, name, address, question=query)

    async def step(connection: AsyncConnection) -> str:
        tx = TransactionContext(connection, context, tree)
        await execute_from_page(tx, visitor.account, kind, id, command, seen=first(form, VERSION))
        await autosaves.discard(connection, id, account=visitor.account.name, command=name)
        return done_at(address, name)

    response = await submit(request, visitor.account, form, step)
    context.wake()
    return response


async def _render(  # noqa: PLR0913 - a page, and the request for it
    request: Request,
    visitor: Visitor,
    context: ServiceContext,
    kind: AnyKind,
    id: str,
    *,
    done: str = "",
    rejected: RejectedForm | None = None,
) -> Response:
    account, tree, status = visitor.account, await context.directory.tree(), status_of(rejected)
    refused = rejected.error if rejected is not None and rejected.command == ATTACH else None
    attachments = await attachment_section(request, context, account, kind, id, error=refused)
    rejected = rejected if refused is None else None  # no form of a command
    found = await _read(context, account, kind, id)
    page = matter_page(
        found, account, context=context, tree=tree, rejected=rejected, address=_address(request, kind, id)
    )
    titles = (
        DONE
        | {kind.begins.name: kind.begins.title_zh}
        | {name: body.title_zh for name, body in commands_of(kind).items()}
    )
    return TEMPLATES.render(
        "matter.html",
        status=status,
        frame=page_frame(request, visitor, context, tree),
        page=page,
        documents=document_links(kind, found.shown, context, tree),
        back=back_link(request, kind.name),
        done=titles.get(done, ""),
        neighbours=await neighbours(context, account, kind, id, back_link(request, kind.name)),
        attachments=attachments,
    )


def _address(request: Request, kind: AnyKind, id: str) -> str:
    """Returns the address of a matter's page, with the back link of this page."""
    return back_link(request, kind.name).append_to(f"/{kind.name}/{id}")


async def _read(context: ServiceContext, account: Account, kind: AnyKind, id: str) -> MatterReading:
    shown, past = await read_matter(context, account, kind, id), await history_of(context, account, kind, id)
    tree = await context.directory.tree()
    async with context.service.reading() as connection:
        transfers = await of_matter(connection, id, "out") if kind.transferable else []
        others = await reference_choices(connection, kind, shown.row, shown.commands)
        others |= await unit_choices(connection, kind, shown.row, shown.commands)
        others |= await member_choices(connection, kind, shown.row, shown.commands)
        others |= await addressee_choices(connection, shown.row, shown.commands, tree=tree, day=shown.today)
        others |= await participant_choices(connection, shown.row, kind.describe(shown), shown.commands)
        known = getattr(shown.row, CALL, None)
        others |= await call_choices(connection, kind, shown.row.organization, command="edit", known=known)
        typed = await autosaved_forms(connection, kind, id, account.name, context.now())
    own = account.organization == shown.row.organization
    sees = kind.restricted and own and may(account, f"{kind.name}.readings", relation="own")
    seen = await readers(context, account, kind, id, _LAST_READERS) if sees else None
    similar = await similar_to(context, account, kind, shown.row) if kind.compared_at & set(shown.commands) else []
    return MatterReading(
        kind=kind,
        shown=shown,
        past=past,
        transfers=transfers,
        named=similar_first(others, similar),
        readers=seen.items if seen else [],
        autosaved=typed,
        similar=similar,
    )
