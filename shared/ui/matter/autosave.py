"""`/{matters}/{id}/autosave`: what was typed into the form of a command is stored beside the matter, without an event.

The form of `edit` is compared with the draft, which others may edit meanwhile. The texts of other commands are stored until
their form is submitted.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import autosaves, matter_texts
from shared.committee.autosaves import Autosave
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.queries import read_matter
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.routes import Id
from shared.committee.matters.usecases import load_for
from shared.contracts.titles import state_title
from shared.domain.command import Command
from shared.domain.errors import ForbiddenError
from shared.domain.matter import Matter
from shared.ui.forms.fields import FormField, Sort, form_fields
from shared.ui.forms.submit import COMMAND, KEY, VERSION
from shared.ui.matter.execute import body_of, is_edited_since
from shared.web.accounts import Account
from shared.web.idempotency import LONGEST_KEY, location_of
from shared.web.pages.forms import Form, first
from shared.web.pages.rendering import moment
from shared.web.pages.visitor import Submitted, Visiting

_OF_THE_STEP = ("on", "late_reason", "year")
"""Fields that belong to the step, not to its texts."""

_STORED: frozenset[Sort] = frozenset({"line", "long", "list", "choice", "day", "number"})
"""The sorts of fields that are stored beside a text."""


class AutosavedForm(NamedTuple):
    """The initial values of a form. `version`: that of the matter that the form is submitted for, empty for the present one."""

    values: dict[str, str]
    version: str = ""
    notice: str = ""


def autosave_address(kind: AnyKind, id: str) -> str:
    """Returns the address that stores what was typed."""
    return f"/{kind.name}/{id}/autosave"


def is_autosaved(kind: AnyKind, body: type[Command]) -> bool:
    """Returns whether the form of a command is autosaved: that of an edit, and each with a text of several lines."""
    return body is kind.edits or any(each.sort == "long" for each in _typed_fields(body))


def autosave_pages(context: ServiceContext, kind: AnyKind) -> APIRouter:
    """Returns the router that stores, and with the field `discard` deletes, what an account has typed into a form."""
    router = APIRouter(include_in_schema=False)

    @router.post(f"/{kind.name}/{{id}}/autosave")
    async def autosave(visitor: Visiting, form: Submitted, id: Id) -> Response:
        """Stores the typed texts of the account; the response names the texts that another account has saved meanwhile."""
        account, body = visitor.account, body_of(kind, first(form, COMMAND))
        if body is not kind.edits:
            await _check_offered(context, account, kind, id, body)
        if first(form, "discard"):
            async with context.service.transaction() as connection:
                await autosaves.discard(connection, id, account=account.name, command=body.name)
            return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": f"/{kind.name}/{id}"})
        save = _save_edit if body is kind.edits else _save
        answer = await save(context, account, kind, id, body, form)
        headers = {"Cache-Control": "no-store"}
        return Response(json.dumps(answer, ensure_ascii=False), media_type="application/json", headers=headers)

    return router


async def _check_offered(
    context: ServiceContext, account: Account, kind: AnyKind, id: str, body: type[Command]
) -> None:
    """Raises `ForbiddenError` unless the account may execute the command now."""
    shown = await read_matter(context, account, kind, id)
    if body.name not in shown.commands:
        title = state_title(shown.state.status, derived=getattr(shown.state, "derived", False))
        raise ForbiddenError("not-offered", f"现在是“{title}”，本账号不能办理“{body.title_zh}”，没有自动保存")


async def _save(
    context: ServiceContext, account: Account, kind: AnyKind, id: str, body: type[Command], form: Form
) -> dict[str, object]:
    """Stores the typed texts, unless the form has been submitted meanwhile; deletes them when every text is empty."""
    stored = [each for each in _typed_fields(body) if each.sort in _STORED]
    typed = {each.name: "\n".join(filter(None, form.get(each.name, []))) for each in stored}
    saved = Autosave("", typed, context.now())
    async with context.service.transaction() as connection:
        key = first(form, KEY)[:LONGEST_KEY]
        submitted = await location_of(connection, account, f"/{kind.name}/{id}", key) is not None
        if submitted or not any(typed[each.name].strip() for each in stored if each.sort == "long"):
            await autosaves.discard(connection, id, account=account.name, command=body.name)
        else:
            await autosaves.put(connection, id, account.name, body.name, saved)
    return {"saved_at": moment(saved.saved_at), "current": None}


async def _save_edit(
    context: ServiceContext, account: Account, kind: AnyKind, id: str, body: type[Command], form: Form
) -> dict[str, object]:
    """Stores the typed texts, or deletes them when they are those of the draft; returns the texts of another account, too."""
    tree = await context.directory.tree()
    async with context.service.transaction() as connection:
        tx = TransactionContext(connection, context, tree)
        matter = await load_for(tx, account, kind, id, command=body())
        kind.transitions.check(matter.state, body)
        typed = {each.name: first(form, each.name) for each in _typed_fields(body)}
        saved = Autosave(first(form, VERSION)[:24], typed, context.now())
        texts = await matter_texts.of(connection, id)
        current = {each.name: _value(each, matter, body, texts) for each in _typed_fields(body)}
        if typed == current:
            await autosaves.discard(connection, id, account=account.name, command=body.name)
        else:
            await autosaves.put(connection, id, account.name, body.name, saved)
    stale = typed != current and is_edited_since(matter, saved.version)
    return {"saved_at": moment(saved.saved_at), "current": current if stale else None}


def _typed_fields(body: type[Command]) -> list[FormField]:
    """Returns the fields of the form that belong to its texts, not to the step."""
    return [each for each in form_fields(body) if each.name not in _OF_THE_STEP]


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


async def autosaved_forms(
    connection: AsyncConnection, kind: AnyKind, id: str, account: str, now: datetime
) -> Mapping[str, AutosavedForm]:
    """Returns command -> what the account has typed into its form and not submitted."""
    found = await autosaves.of_account(connection, id, account, now)
    edits = kind.edits.name if kind.edits else None
    return {
        command: AutosavedForm(saved.texts, saved.version, _notice(saved, is_edit=command == edits))
        for command, saved in found.items()
    }


def _notice(saved: Autosave, *, is_edit: bool) -> str:
    not_yet = "还没有保存为新的版本" if is_edit else "还没有提交"
    return f"下面是自动保存的内容（{moment(saved.saved_at)}），{not_yet}。"
