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
from shared.domain.matter import Matter
from shared.domain.proposals.draft_commands import EditProposal
from shared.ui.matter.execute import is_edited_since
from shared.web.pages.formatting import moment
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting


class AutosavedForm(NamedTuple):
    """The initial values of the form of an edit. `version`: that of the matter for which they were typed; `notice`: for its user."""

    values: dict[str, str]
    version: str = ""
    notice: str = ""


def autosaves_edits(kind: AnyKind) -> bool:
    """Returns whether the form of `edit` of this kind is autosaved."""
    return kind.commands.get(EditProposal.name) is EditProposal


def autosave_address(kind: AnyKind, id: str) -> str:
    """Returns the address that stores what was typed."""
    return f"/{kind.name}/{id}/autosave"


def autosave_pages(context: ServiceContext, kind: AnyKind) -> APIRouter:
    """Returns the router that stores, and with the field `discard` deletes, what an account has typed."""
    router = APIRouter(include_in_schema=False)

    @router.post(f"/{kind.name}/{{id}}/autosave")
    async def autosave(visitor: Visiting, form: Submitted, id: Id) -> Response:
        """Stores the typed texts of the account; the response names the texts that another account has saved meanwhile."""
        account, tree = visitor.account, await context.directory.tree()
        async with context.service.transaction() as connection:
            tx = TransactionContext(connection, context, tree)
            matter = await load_for(tx, account, kind, id, command=EditProposal())
            kind.transitions.check(matter.state.status, EditProposal.name)
            if first(form, "discard"):
                await autosaves.discard(connection, id, account=account.name)
                return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": f"/{kind.name}/{id}"})
            answer = await _store(connection, matter, account.name, form, context)
        headers = {"Cache-Control": "no-store"}
        return Response(json.dumps(answer, ensure_ascii=False), media_type="application/json", headers=headers)

    return router


async def _store(
    connection: AsyncConnection, matter: MatterRecord[Matter], account: str, form: Form, context: ServiceContext
) -> dict[str, object]:
    """Stores the typed texts, or deletes them when they are those of the draft; returns what the script of the form shows."""
    typed = {name: first(form, name) for name in EditProposal.texts}
    current = await texts_to_edit(connection, matter)
    if typed == current:
        await autosaves.discard(connection, matter.id, account=account)
    else:
        saved = Autosave(first(form, "version")[:24], typed, context.now())
        await autosaves.put(connection, matter.id, account, saved)
    stale = typed != current and is_edited_since(matter, first(form, "version"))
    return {"saved_at": moment(context.now()), "current": current if stale else None}


async def texts_to_edit(connection: AsyncConnection, matter: MatterRecord[Matter]) -> dict[str, str]:
    """Returns the texts of a draft as its form contains them: one suggestion per line."""
    texts = await matter_texts.of(connection, matter.id)
    content, suggestions = matter_texts.newest(texts, "content"), matter_texts.newest_list(texts, "suggestions")
    return {"title": matter.title, "content": content, "suggestions": "\n".join(suggestions)}


async def autosaved_form(connection: AsyncConnection, kind: AnyKind, id: str, account: str) -> AutosavedForm | None:
    """Returns what the account has typed and not saved; None where there is nothing."""
    found = await autosaves.find(connection, id, account) if autosaves_edits(kind) else None
    if found is None:
        return None
    notice = f"下面是自动保存的内容（{moment(found.saved_at)}），还没有保存为新的版本。"
    return AutosavedForm(found.texts, found.version, notice)
