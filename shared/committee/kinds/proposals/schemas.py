"""Request and response bodies of a proposal 提案. Its texts never leave the service in events, except sealed."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from shared.committee import matter_texts
from shared.committee.bodies import Line, Text
from shared.committee.kinds.proposals.assignment_views import AssignmentView, UrgingView, assignment_view, urgings
from shared.committee.kinds.proposals.columns import ProposalRow, is_overdue
from shared.committee.kinds.proposals.flag_schemas import FlagsView, flag_fields
from shared.committee.kinds.proposals.review_views import (
    MergedProposalView,
    merged_proposals,
    signatory_names,
    text_of_step,
)
from shared.committee.matters.record import MatterDetails
from shared.committee.matters.schemas import Receipt, Summary, receipt_fields, summary_fields
from shared.committee.messages.schemas import DerivedView
from shared.contracts.vocabulary import Answer, Channel, Ground, Level, Outcome, ProposalState
from shared.domain.log import day_of
from shared.domain.proposals.feedback_commands import Rehandle
from shared.domain.proposals.review_commands import ConvertProposal, DraftProposal, Refuse
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.vocabulary import ConversionKind, ProposalType


@dataclass(frozen=True, kw_only=True)
class NewProposal:
    """A new proposal. `organization`: by default the account's own; `signatories`: by default the number of proposers, at least one.

    Title, content, suggestions and proposers stay in the service.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    organization: Line | None = None
    title: Line
    content: Text = ""
    suggestions: Annotated[tuple[Text, ...], Field(max_length=100)] = ()
    kind: ProposalType = "session"
    channel: Channel = Channel.PAPER
    proposers: Annotated[tuple[Line, ...], Field(max_length=999)] = ()
    signatories: int | None = None
    year: int | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, _level: Level) -> DraftProposal:
        """Returns the command that the rules decide on."""
        count = max(1, len(self.proposers)) if self.signatories is None else self.signatories
        return DraftProposal(
            kind=self.kind,
            channel=self.channel,
            signatories=count,
            year=self.year,
            on=self.on,
            late_reason=self.late_reason,
        )

    def texts(self) -> dict[str, str]:
        """Returns the texts, which are stored outside the state."""
        lists = {"suggestions": self.suggestions, "proposers": self.proposers}
        return {"content": self.content} | {
            name: json.dumps(items, ensure_ascii=False) for name, items in lists.items() if items
        }


@dataclass(frozen=True, kw_only=True)
class ProposalSummary(Summary):
    """A row of the list. `limit`: the day by which the reply is due."""

    status: ProposalState
    channel: Channel
    online: bool
    received_on: date | None
    filed_on: date | None
    assigned_on: date | None
    replied_on: date | None
    closed_on: date | None
    limit: date | None
    outcome: Outcome | None


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


@dataclass(frozen=True, kw_only=True)
class ProposalView(ProposalSummary, Receipt, FlagsView):
    """A proposal with its texts and flags. `merged`: the proposals that were merged into it; `signatories` counts their proposers too.

    `refusal`: what the proposers are told of a refusal to file; `converted_matter`: the opinion report that it was converted to.
    """

    status: ProposalState
    kind: ProposalType
    signatories: int
    proposers: list[str]
    content: str
    suggestions: list[str]
    merged: list[MergedProposalView]
    merged_into: str | None
    ground: Ground | None
    refusal: str
    converted_to: ConversionKind | None
    converted_matter: str | None
    conversion: str
    assignments: list[AssignmentView]
    urgings: list[UrgingView]
    replies: list[ReplyView]
    forms: list[FeedbackFormView]
    appraisals: list[AppraisalView]
    rehandlings: list[RehandlingView]
    transfer: str | None
    chain: list[str]
    derived: list[DerivedView]

    @property
    def signatory_names(self) -> list[str]:
        """Returns the name of each signatory, by number from 1; empty where it is not recorded."""
        return signatory_names(self.proposers, self.merged, count=self.signatories)


def summary(row: ProposalRow, today: date) -> ProposalSummary:
    """Returns the row of the list for a row of `proposals`."""
    return ProposalSummary(
        **summary_fields(row, ProposalState, overdue=is_overdue(row.status, row.limit_on, today)),
        channel=Channel(row.channel),
        online=bool(row.online),
        received_on=row.received_on,
        filed_on=row.filed_on,
        assigned_on=row.assigned_on,
        replied_on=row.replied_on,
        closed_on=row.closed_on,
        limit=row.limit_on,
        outcome=Outcome(row.outcome) if row.outcome else None,
    )


def detail(details: MatterDetails[Proposal]) -> ProposalView:
    """Returns a proposal with the texts of each step."""
    state, log, first_texts = details.state, details.state.log, details.texts.get(1, {})
    return ProposalView(
        **asdict(summary(details.row, details.today)),
        **receipt_fields(details),
        **flag_fields(details),
        kind=state.kind,
        signatories=state.signatories,
        proposers=matter_texts.listed(first_texts, "proposers"),
        content=matter_texts.newest(details.texts, "content"),
        suggestions=matter_texts.listed(first_texts, "suggestions"),
        merged=merged_proposals(details),
        merged_into=state.merged_into,
        ground=Ground(state.ground) if state.ground else None,
        refusal=text_of_step(details, Refuse.name),
        converted_to=ConversionKind(state.converted_to) if state.converted_to else None,
        converted_matter=state.converted_matter,
        conversion=text_of_step(details, ConvertProposal.name),
        assignments=[assignment_view(each, details) for each in state.assignments],
        urgings=urgings(details),
        replies=[
            ReplyView(
                unit=reply.unit,
                on=day_of(log, reply.entry),
                scheme=reply.scheme,
                answer_class=reply.answer_class,
                outcome=reply.outcome,
                text=details.texts.get(reply.entry, {}).get("text", ""),
            )
            for reply in state.replies
        ],
        forms=[
            FeedbackFormView(
                signatory=form.signatory,
                on=day_of(log, form.entry),
                process=form.process,
                result=form.result,
                comment=details.texts.get(form.entry, {}).get("comment", ""),
            )
            for form in state.forms
        ],
        appraisals=[
            AppraisalView(on=day_of(log, each.entry), score=Decimal(each.tenths).scaleb(-1), returned=each.returns)
            for each in state.appraisals
        ],
        rehandlings=[
            RehandlingView(
                on=day_of(log, due.entry),
                limit=due.limit(log),
                explanation=details.texts.get(due.entry, {}).get("explanation", ""),
            )
            for due in state.dues
            if log[due.entry - 1].command == Rehandle.name
        ],
        transfer=state.transfer,
        chain=list(state.chain),
        derived=details.derived,
    )
