"""The texts of a draft: each edit keeps what it has changed, so that every version can be read."""

from dataclasses import replace

from shared.committee import matter_texts
from shared.committee.autosaves import discard
from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterRecord
from shared.domain.errors import ConflictError
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.state import Proposal


async def with_changed_texts(
    tx: TransactionContext, record: MatterRecord[Proposal], command: EditProposal, *, account: str
) -> EditProposal:
    """Returns the command with the texts that differ from those of the draft; raises `ConflictError` `nothing-changed` without one.

    The first version keeps its title too, once another one has replaced it. What the account has autosaved is deleted.
    """
    texts = await matter_texts.of(tx.connection, record.id)
    content = matter_texts.newest(texts, "content")
    suggestions = matter_texts.newest_list(texts, "suggestions")
    changed = replace(
        command,
        title=command.title if command.title != record.title else "",
        content=command.content if command.content != content else None,
        suggestions=None
        if command.suggestions is None or [*command.suggestions] == suggestions
        else command.suggestions,
    )
    if not changed.title and changed.content is None and changed.suggestions is None:
        raise ConflictError("nothing-changed", "内容与已保存的相同，没有需要保存的修改")
    if changed.title and not any("title" in each for each in texts.values()):
        await matter_texts.put(tx.connection, record.id, 1, {"title": record.title})
    await discard(tx.connection, record.id, account=account)
    return changed
