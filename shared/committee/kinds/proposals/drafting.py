"""The edits of a draft: its proposers, and its versions, each of which keeps what it has changed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import delete, select

from shared.committee import matter_texts, tables
from shared.committee.autosaves import discard
from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import put_proposers
from shared.committee.members.present import present_members
from shared.committee.members.proposers import proposers_of
from shared.committee.registers.tables import matter_members
from shared.domain.errors import ConflictError, invalid
from shared.domain.proposals.draft_commands import CLASSIFICATION, CompletedEdit, EditProposal
from shared.domain.proposals.state import Proposal
from shared.web.accounts import accounts

T = TypeVar("T")


async def complete_proposers(
    tx: TransactionContext, record: MatterRecord[Proposal], command: EditProposal
) -> EditProposal:
    """Returns the edit with the names of all proposers and the members among them; without proposers where they are those of the draft.

    The member whose account began the draft stays the first one. A name that the draft has already means the same member as before.
    """
    names = matter_texts.newest_list(await matter_texts.of(tx.connection, record.id), "proposers")
    if command.proposers is None or list(command.proposers) == names:
        return replace(command, proposers=None)
    table = matter_members.c
    query = select(table.signatory, table.member_id).where(table.matter == record.id).order_by(table.signatory)
    known = {row.signatory: row.member_id for row in await tx.connection.execute(query)}
    present = await present_members(tx.connection, record.organization, [*command.proposers, *known.values()])
    author = await tx.connection.scalar(select(accounts.c.member).where(accounts.c.name == record.author))
    meant = defaultdict[str, list[str]](list)
    for number, name in enumerate(names, 1):
        if number in known:
            meant[name].append(known[number])
    words = [
        next((id for id in meant[word][:1] if id in present.by_id and meant[word].pop(0)), word)
        for word in command.proposers
    ]
    found = proposers_of(tuple(words), present, initiator=author if author == known.get(1) else None, tree=tx.tree)
    gone = {
        number: meant[name].pop(0)
        for number, name in enumerate(found.names, 1)
        if number not in found.members and meant[name]
    }
    members = {**found.members, **gone}
    _check_cosigners(record.state, members, known)
    return CompletedEdit(**vars(command) | {"proposers": found.names, "members": members})


def _check_cosigners(state: Proposal, after: Mapping[int, str], before: Mapping[int, str]) -> None:
    """Refuses to leave out a member who has co-signed, and to name one as a proposer who has not answered the invitation yet."""
    cosigned = {each.member for each in state.invitations if each.accepted is not None}
    for number, member in before.items():
        if member in cosigned and member not in after.values():
            raise invalid("proposers", None, f"第{number}位提案人已同意附议，不能删去")
    waiting = {each.member for each in state.open_invitations}
    for number, member in after.items():
        if member in waiting:
            raise invalid(f"proposers.{number - 1}", None, "已受邀附议，尚未答复；登记其同意附议后即为提案人")


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
    if isinstance(changed, CompletedEdit) and changed.proposers is not None:
        await _replace_proposers(tx, record.id, texts, changed.members)
    await discard(tx.connection, record.id, account=account, command=EditProposal.name)
    return changed


async def _replace_proposers(
    tx: TransactionContext, matter: str, texts: Mapping[int, Mapping[str, str]], members: Mapping[int, str]
) -> None:
    """Stores the members among the proposers of a draft, and deletes the names in its earlier versions.

    A name that was wrong is not kept, and a member's name is found by its number in every version that has names (`members/erasure.py`).
    """
    await tx.connection.execute(delete(matter_members).where(matter_members.c.matter == matter))
    await put_proposers(tx.connection, {matter: members})
    earlier = tables.matter_texts.c
    await tx.connection.execute(
        delete(tables.matter_texts).where(earlier.matter == matter, earlier.name == "proposers")
    )
    for sequence in (number for number, version in texts.items() if "proposers" in version):
        await matter_texts.put(tx.connection, matter, sequence, {"proposers": "[]"})


def _classification_of(state: Proposal) -> dict[str, str]:
    """Returns the classification of a draft as its form contains it, empty where there is none."""
    return {name: str(getattr(state, name) or "") for name in CLASSIFICATION}


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
        kind=_differing(command.kind, state.kind),
        channel=_differing(command.channel, state.channel),
        signatories=_differing(command.signatories, state.signatories),
        proposers=_differing(command.proposers, tuple(matter_texts.newest_list(texts, "proposers"))),
    )


def _differing(given: T | None, present: object) -> T | None:
    return given if given != present else None
