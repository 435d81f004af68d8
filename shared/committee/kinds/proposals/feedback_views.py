"""The views of the replies to a proposal and of the feedback on them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.committee.matters.record import MatterDetails
from shared.contracts.vocabulary import Answer, Outcome
from shared.domain.log import day_of
from shared.domain.proposals.feedback_commands import Rehandle
from shared.domain.proposals.state import Proposal
from shared.storage.attributes import from_attributes


@dataclass(frozen=True, kw_only=True)
class ReplyView:
    unit: str
    on: date
    scheme: str
    answer_class: str
    outcome: Outcome
    text: str


@dataclass(frozen=True, kw_only=True)
class FeedbackFormView:
    signatory: int
    on: date
    process: Answer
    result: Answer
    comment: str


@dataclass(frozen=True, kw_only=True)
class AppraisalView:
    """The committee's score of the handling, 0 to 100 with one decimal. `returned`: whether it returned the proposal for re-handling."""

    on: date
    score: Decimal
    returned: bool


@dataclass(frozen=True, kw_only=True)
class RehandlingView:
    """A round of re-handling: the day it was handed back, the limit of its reply, the unit's explanation."""

    on: date
    limit: date
    explanation: str


def replies(details: MatterDetails[Proposal]) -> list[ReplyView]:
    """Returns the replies with their texts."""
    return [
        from_attributes(ReplyView, reply, on=day_of(details.state.log, reply.entry), text=details.text(reply.entry))
        for reply in details.state.replies
    ]


def feedback_forms(details: MatterDetails[Proposal]) -> list[FeedbackFormView]:
    """Returns the feedback forms with their comments."""
    return [
        from_attributes(
            FeedbackFormView,
            form,
            on=day_of(details.state.log, form.entry),
            comment=details.text(form.entry, "comment"),
        )
        for form in details.state.forms
    ]


def appraisals(state: Proposal) -> list[AppraisalView]:
    """Returns the appraisals, with the score in points."""
    return [
        AppraisalView(on=day_of(state.log, each.entry), score=Decimal(each.tenths).scaleb(-1), returned=each.returns)
        for each in state.appraisals
    ]


def rehandlings(details: MatterDetails[Proposal]) -> list[RehandlingView]:
    """Returns the rounds of re-handling, with the explanations of the units."""
    log = details.state.log
    return [
        RehandlingView(
            on=day_of(log, due.entry),
            limit=due.limit(log),
            explanation=details.text(due.entry, "explanation"),
        )
        for due in details.state.dues
        if log[due.entry - 1].command == Rehandle.name
    ]
