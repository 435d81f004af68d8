"""The view of the drafts of replies that are reviewed."""

from dataclasses import dataclass
from datetime import date

from shared.committee.matters.record import MatterDetails
from shared.domain.log import day_of
from shared.domain.proposals.state import Proposal


@dataclass(frozen=True, kw_only=True)
class ReplyDraftView:
    """The draft of a unit's reply. `reviewed_on`: the day of its review; `sent_back`: whether it was sent back, with `reason`."""

    on: date
    unit: str
    answer_class: str
    text: str
    reviewed_on: date | None
    sent_back: bool
    reason: str


def reply_drafts(details: MatterDetails[Proposal]) -> list[ReplyDraftView]:
    """Returns the drafts with their texts and reviews."""
    state = details.state
    approved = {reply.entry for reply in state.replies}
    return [
        ReplyDraftView(
            on=day_of(state.log, each.entry),
            unit=each.unit,
            answer_class=each.answer_class,
            text=details.text(each.entry),
            reviewed_on=None if each.reviewed is None else day_of(state.log, each.reviewed),
            sent_back=each.reviewed is not None and each.reviewed not in approved,
            reason=details.text(each.reviewed, "reason"),
        )
        for each in state.drafts
    ]
