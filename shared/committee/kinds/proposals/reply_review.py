"""The text of an approved draft, which becomes the text of the reply."""

from dataclasses import replace

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterRecord
from shared.domain.proposals.reply_review_commands import CompletedReviewReply
from shared.domain.proposals.state import Proposal


async def with_draft_text(
    tx: TransactionContext, record: MatterRecord[Proposal], command: CompletedReviewReply
) -> CompletedReviewReply:
    """Returns the approval with the text of the draft that it approves."""
    draft = record.state.draft_under_review(command.unit)
    texts = await matter_texts.of(tx.connection, record.id)
    return replace(command, text=texts.get(draft.entry, {}).get("text", "") if draft else "")
