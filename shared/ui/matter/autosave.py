"""`/{matters}/{id}/autosave`: what was typed into the form of `edit` is stored beside the draft, without an event."""

import json
from http import HTTPStatus
from typing import NamedTuple

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import autosaves, matter_texts
from shared.committee.autosaves import Autosave
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.routes import Id
from shared.committee.matters.usecases import load_for
from shared.domain.command import Command
from shared.domain.matter import Matter
from shared.ui.forms.fields import FormField, form_fields
from shared.ui.matter.execute import is_edited_since
from shared.web.pages.formatting import moment
from shared.web.pages.forms import first
from shared.web.pages.visitor import Submitted, Visiting

_OF_THE_STEP = ("on", "late_reason")
"""Fields that every command has; they belong to the step."""


class AutosavedForm(NamedTuple):
    """The initial values of the form of an edit. `version`: that of the matter for which they were typed; `notice`: for its user."""

    values: dict[str, str]
    version: str = ""
    notice: str = ""


def autosave_address(kind: AnyKind, id: str) -> str:
    """Returns the address that stores what was typed."""
    return f"/{kind.name}/{id}/autosave"


def autosave_pages(context: ServiceContext, kind: AnyKind, edits: type[Command]) -> APIRouter:
    """Returns the router that stores, and with the field `discard` deletes, what an account has typed into the form of `edits`."""
    router = APIRouter(include_in_schema=False)

    @router.post(f"/{kind.name}/{{id}}/autosave")
    async def autosave(visitor: Visiting, form: Submitted, id: Id) -> Response:
        """Stores the typed texts of the account; the response names the texts that another account has saved meanwhile."""
        account, tree = visitor.account, await context.directory.tree()
        async with context.service.transaction() as connection:
            tx = TransactionContext(connection, context, tree)
            matter = await load_for(tx, account, kind, id, command=edits())
            kind.transitions.check(matter.state.status, edits.name)
            if first(form, "discard"):
                await autosaves.discard(connection, id, account=account.name)
                return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": f"/{kind.name}/{id}"})
            typed = {each.name: first(form, each.name) for each in edited_fields(edits)}
            saved = Autosave(first(form, "version")[:24], typed, context.now())
            answer = await _store(connection, matter, account.name, saved, edits)
        headers = {"Cache-Control": "no-store"}
        return Response(json.dumps(answer, ensure_ascii=False), media_type="application/json", headers=headers)

    return router


async def _store(
    connection: AsyncConnection, matter: MatterRecord[Matter], account: str, typed: Autosave, edits: type[Command]
) -> dict[str, object]:
    """Stores the typed texts, or deletes them when they are those of the draft; returns what the script of the form shows."""
    texts = await matter_texts.of(connection, matter.id)
    current = {each.name: _value(each, matter, edits, texts) for each in edited_fields(edits)}
    if typed.texts == current:
        await autosaves.discard(connection, matter.id, account=account)
    else:
        await autosaves.put(connection, matter.id, account, typed)
    stale = typed.texts != current and is_edited_since(matter, typed.version)
    return {"saved_at": moment(typed.saved_at), "current": current if stale else None}


def edited_fields(edits: type[Command]) -> list[FormField]:
    """Returns the fields of the form that belong to the draft."""
    return [each for each in form_fields(edits) if each.name not in _OF_THE_STEP]


def _value(
    field: FormField, matter: MatterRecord[Matter], edits: type[Command], texts: dict[int, dict[str, str]]
) -> str:
    """Returns the value of a field of the draft as its form contains it: lists with one item per line."""
    if field.name == "title":
        return matter.title
    if field.name not in edits.texts:
        return str(getattr(matter.state, field.name) or "")
    if field.sort == "list":
        return "\n".join(matter_texts.newest_list(texts, field.name))
    return matter_texts.newest(texts, field.name)


async def autosaved_form(connection: AsyncConnection, id: str, account: str) -> AutosavedForm | None:
    """Returns what the account has typed and not saved; None where there is nothing."""
    found = await autosaves.find(connection, id, account)
    if found is None:
        return None
    notice = f"下面是自动保存的内容（{moment(found.saved_at)}），还没有保存为新的版本。"
    return AutosavedForm(found.texts, found.version, notice)
