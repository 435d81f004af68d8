"""`/plenary-sessions`: the plenary sessions of a committee, and the forms that record one and remove one."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.plenary_sessions.repository import all_of
from shared.committee.plenary_sessions.schemas import NewPlenarySession, PlenarySessionView
from shared.committee.plenary_sessions.usecases import record, remove, view
from shared.committee.registers.access import PLENARY_SESSIONS
from shared.domain.errors import NotFoundError
from shared.ui.forms.controls import FormView, RejectedForm, form_view
from shared.ui.forms.fields import Choice
from shared.ui.forms.parse import parse_form
from shared.ui.forms.submit import (
    COMMAND,
    done_at,
    is_confirmed,
    rejected_form,
    show_again,
    status_of,
    submit_or_show_again,
)
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.registers.owner import listed_register, owner_query
from shared.web.pages.forms import first
from shared.web.pages.visitor import Submitted, Visiting

ADDRESS, RECORD, REMOVE = "/plenary-sessions", "record_session", "remove_session"


@dataclass(frozen=True, kw_only=True)
class RemovedSession:
    """The form that removes a session. `key`: the session, such as 10-3."""

    key: Annotated[str, Field(max_length=32)]


FORMS: dict[str, type[object]] = {RECORD: NewPlenarySession, REMOVE: RemovedSession}
"""Command of a form -> the body that it is parsed into."""
_DONE = {RECORD: "登记", REMOVE: "删除"}
_QUESTION = "删除后不再显示，需要时可以重新登记。期间已提交提案的届次不能删除。"
Words = Annotated[str, Query(max_length=100)]


def plenary_session_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list with its forms."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def listing(request: Request, visitor: Visiting, organization: Words = "", done: str = "") -> Response:
        """Renders the sessions of a committee, the newest first, and, for those who may change them, the forms."""
        account, tree = visitor.account, await context.directory.tree()
        listed = listed_register(account, organization, PLENARY_SESSIONS, context=context, tree=tree)
        rejected, found = await rejected_form(request, account), list[PlenarySessionView]()
        if listed.key is not None:
            async with context.service.reading() as connection:
                found = [view(each) for each in await all_of(connection, listed.key)]
        return TEMPLATES.render(
            "plenary_sessions.html",
            status=status_of(rejected),
            frame=page_frame(request, visitor, context, tree),
            found=found,
            done=_DONE.get(done, ""),
            sheets=_sheets(found, ADDRESS + listed.owner, rejected) if listed.manages else [],
            **vars(listed),
        )

    @router.post(ADDRESS)
    async def change_sessions(
        request: Request, visitor: Visiting, form: Submitted, organization: Words = ""
    ) -> Response:
        """Records or removes a session, or renders the form again with the errors."""
        command, tree = first(form, COMMAND), await context.directory.tree()
        named = organization.strip() or None
        address = ADDRESS + (owner_query(visitor.account, named) if named else "")

        async def step(connection: AsyncConnection) -> str:
            tx = TransactionContext(connection, context, tree)
            if command == REMOVE:
                await remove(tx, visitor.account, parse_form(RemovedSession, form).key, named)
            else:
                await record(tx, visitor.account, replace(parse_form(NewPlenarySession, form), organization=named))
            return done_at(address, command)

        if command not in FORMS:
            raise NotFoundError("unknown-command", "届次没有这个操作")
        if command == REMOVE and not is_confirmed(form):
            return await show_again(request, visitor.account, form, command, address, question=_QUESTION)

        return await submit_or_show_again(request, visitor.account, form, step, command=command, address=address)

    return router


def _sheets(found: list[PlenarySessionView], address: str, rejected: RejectedForm | None) -> list[FormView]:
    """Returns the forms: the one that records a session, and, where one is recorded, the one that removes it."""
    recording = form_view(
        NewPlenarySession,
        command=RECORD,
        title="登记届次",
        action=address,
        initial={},
        rejected=rejected,
        shown=True,
    )
    if not found:
        return [recording]
    choices = tuple(Choice(each.key, each.title) for each in found)
    removing = form_view(
        RemovedSession,
        command=REMOVE,
        title="删除登错的届次",
        action=address,
        initial={},
        offers={"key": choices},
        rejected=rejected,
    )
    return [recording, removing]
