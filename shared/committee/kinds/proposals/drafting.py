"""The edits of a draft: its proposers, and its versions, each of which keeps what it has changed."""

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
from shared.committee.members.proposers import Proposer, kept_proposers, numbered, proposer_meant
from shared.committee.registers.tables import matter_members
from shared.domain.errors import ConflictError, invalid
from shared.domain.proposals.draft_commands import CLASSIFICATION, CompletedEdit, EditProposal
from shared.domain.proposals.draft_rules import checked_edit
from shared.domain.proposals.state import Proposal
from shared.web.accounts import accounts

T = TypeVar("T")


async def complete_proposers(
    tx: TransactionContext, record: MatterRecord[Proposal], command: EditProposal
) -> CompletedEdit:
    """Returns the edit with the names of all proposers and the members among them.

    The member whose account began the draft and is linked to it stays the first one. A name that the draft has already means the same
    member as before, also after this one has left.
    """
    command = checked_edit(command)
    names = matter_texts.newest_list(await matter_texts.of(tx.connection, record.id), "proposers")
    completed = CompletedEdit(**vars(command) | {"named": len(names)})
    words = command.proposers
    if words is None or list(words) == names:
        return completed
    table = matter_members.c
    query = select(table.signatory, table.member_id).where(table.matter == record.id).order_by(table.signatory)
    known = {row.signatory: row.member_id for row in await tx.connection.execute(query)}
    before = [Proposer(name, known.get(number)) for number, name in enumerate(names, 1)]
    kept = kept_proposers(before, words)
    new = [word for index, word in enumerate(words) if index not in kept]
    present = await present_members(tx.connection, record.organization, new)
    given = [kept.get(index) or proposer_meant(word, present, tree=tx.tree) for index, word in enumerate(words)]
    author = await tx.connection.scalar(select(accounts.c.member).where(accounts.c.name == record.author))
    first = before[0] if before and author is not None and author == before[0].member else None
    found = numbered(given, initiator=first)
    _check_cosigners(record.state, found.members, known)
    return replace(completed, proposers=found.names, members=found.members)


def _check_cosigners(state: Proposal, after: Mapping[int, str], before: Mapping[int, str]) -> None:
    """Refuses to leave out a member who has co-signed, and to name one who has declined the invitation or not answered it yet."""
    newest = {each.member: each for each in state.invitations}
    remaining, earlier = set(after.values()), set(before.values())
    for number, member in before.items():
        if member in newest and newest[member].accepted and member not in remaining:
            raise invalid("proposers", None, f"第{number}位提案人已同意附议，不能删去")
    for number, member in after.items():
        if member in newest and newest[member].answer is None:
            raise invalid(f"proposers.{number - 1}", None, "已受邀附议，尚未答复；登记其同意附议后即为提案人")
        if member in newest and newest[member].declined and member not in earlier:
            raise invalid(
                f"proposers.{number - 1}", None, "已谢绝附议，不能填为提案人；可再次邀请，同意附议后即为提案人"
            )


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
    """Returns the classification of a draft as its form contains it, empty where there is none; the co-signers joined it later."""
    cosigned = sum(each.accepted is not None for each in state.invitations)
    present = {name: str(getattr(state, name) or "") for name in CLASSIFICATION}
    return present | {"signatories": str(state.signatories - cosigned)}


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
