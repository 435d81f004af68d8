"""The versions of a draft: each edit keeps what it has changed, so that every version can be read."""

from dataclasses import replace
from typing import TypeVar

from shared.committee import matter_texts
from shared.committee.autosaves import discard
from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterRecord
from shared.domain.errors import ConflictError
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.state import Proposal

T = TypeVar("T")


async def with_changed_fields(
    tx: TransactionContext, record: MatterRecord[Proposal], command: EditProposal, *, account: str
) -> EditProposal:
    """Returns the command with the fields that differ from those of the draft; raises `ConflictError` `nothing-changed` without one.

    The first version keeps its title and its classification too, once another one has replaced them. The classification of each
    version is stored with its texts. What the account has autosaved is deleted.
    """
    texts = await matter_texts.of(tx.connection, record.id)
    changed = _changed(command, record, texts)
    if changed.is_empty:
        raise ConflictError("nothing-changed", "内容与已保存的相同，没有需要保存的修改")
    names = [*(["title"] if changed.title else []), *changed.classification]
    first = {name: text for name, text in (_classification_of(record.state) | {"title": record.title}).items() if text}
    replaced = {
        name: first[name] for name in names if name in first and not any(name in each for each in texts.values())
    }
    await matter_texts.put(tx.connection, record.id, 1, replaced)
    await matter_texts.put(tx.connection, record.id, record.state.sequence + 1, changed.classification)
    await discard(tx.connection, record.id, account=account, command=EditProposal.name)
    return changed


def _classification_of(state: Proposal) -> dict[str, str]:
    """Returns the type, the sector and the theme of a draft as its form contains them, empty where there is none."""
    return {"type": state.type or "", "sector": state.sector or "", "theme": state.theme or ""}


def _changed(command: EditProposal, record: MatterRecord[Proposal], texts: dict[int, dict[str, str]]) -> EditProposal:
    state = record.state
    suggestions = tuple(matter_texts.newest_list(texts, "suggestions"))
    keywords = tuple(matter_texts.newest_list(texts, "keywords"))
    return replace(
        command,
        title=command.title if command.title != record.title else "",
        content=_differing(command.content, matter_texts.newest(texts, "content")),
        suggestions=_differing(command.suggestions, suggestions),
        keywords=_differing(command.keywords, keywords),
        type=_differing(command.type, state.type),
        sector=_differing(command.sector, state.sector or ""),
        theme=_differing(command.theme, state.theme or ""),
    )


def _differing(given: T | None, present: object) -> T | None:
    return given if given != present else None
