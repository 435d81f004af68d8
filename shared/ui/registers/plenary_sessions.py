"""`/plenary-sessions`: the plenary sessions of a committee, and the form that records the one of a year."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.plenary_sessions.repository import all_of
from shared.committee.plenary_sessions.schemas import NewPlenarySession
from shared.committee.plenary_sessions.usecases import MANAGE, READ, record, view
from shared.committee.register_access import allow_somewhere, register_owner
from shared.ui.forms.controls import form_view
from shared.ui.forms.parse import parse_form
from shared.ui.forms.submit import done_at, rejected_form, status_of, submit_or_show_again
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.registers.owner import committee_of, manages, owner_query
from shared.web.pages.visitor import Submitted, Visiting

ADDRESS, RECORD = "/plenary-sessions", "record_session"
FORMS: dict[str, type[object]] = {RECORD: NewPlenarySession}
"""Command of a form -> the body that it is parsed into."""
Words = Annotated[str, Query(max_length=100)]


def plenary_session_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list with its form."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def listing(request: Request, visitor: Visiting, organization: Words = "", done: str = "") -> Response:
        """Renders the sessions of a committee, the newest first, and, for those who may change them, the form."""
        account, tree = visitor.account, await context.directory.tree()
        named = organization.strip() or account.organization
        if named is None:  # an administrator names the committee first
            allow_somewhere(account, READ)
            frame = page_frame(request, visitor, context, tree)
            return TEMPLATES.render("plenary_sessions.html", frame=frame, asks=True, committee="", sheet=None)
        owner = register_owner(account, named, READ, context=context, tree=tree)
        rejected = await rejected_form(request, account)
        async with context.service.reading() as connection:
            found = [view(each) for each in await all_of(connection, owner)]
        form = form_view(
            NewPlenarySession,
            command=RECORD,
            title="登记届次",
            action=ADDRESS + owner_query(account, owner),
            initial={},
            rejected=rejected,
            shown=True,
        )
        return TEMPLATES.render(
            "plenary_sessions.html",
            status=status_of(rejected),
            frame=page_frame(request, visitor, context, tree),
            asks=False,
            committee=committee_of(owner, context, tree),
            found=found,
            done=bool(done),
            sheet=form if manages(account, MANAGE) else None,
        )

    @router.post(ADDRESS)
    async def record_session(
        request: Request, visitor: Visiting, form: Submitted, organization: Words = ""
    ) -> Response:
        """Records the session of a year, or renders the form again with the errors."""
        tree = await context.directory.tree()
        named = organization.strip() or None
        address = ADDRESS + (owner_query(visitor.account, named) if named else "")

        async def step(connection: AsyncConnection) -> str:
            tx = TransactionContext(connection, context, tree)
            await record(tx, visitor.account, replace(parse_form(NewPlenarySession, form), organization=named))
            return done_at(address, RECORD)

        return await submit_or_show_again(request, visitor.account, form, step, command=RECORD, address=address)

    return router
