"""What the API says of a proposal. Titles, texts and names are read here and nowhere outside the service."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from shared.committee.proposals.columns import overdue
from shared.committee.proposals.repository import Kept
from shared.contracts.vocabulary import Answer, Channel, Outcome, ProposalState
from shared.domain.log import day_of
from shared.domain.proposals.commands import Ground, Kind
from shared.domain.proposals.state import Part


@dataclass(frozen=True, kw_only=True)
class ProposalSummary:
    """A line of the list. `limit`: the day by which the reply is due."""

    id: str
    organization: str
    year: int
    number: int
    title: str
    status: ProposalState
    channel: Channel
    online: bool
    received_on: date | None
    filed_on: date | None
    assigned_on: date | None
    replied_on: date | None
    closed_on: date | None
    limit: date | None
    overdue: bool
    outcome: Outcome | None


@dataclass(frozen=True, kw_only=True)
class ProposalReceipt:
    """The state after a command; `commands`: what this account may do now."""

    id: str
    number: int
    year: int
    status: ProposalState
    epoch: int
    sequence: int
    commands: list[str]


@dataclass(frozen=True, kw_only=True)
class AssignmentView:
    unit: str
    part: Part
    acknowledged_on: date | None
    countersigned_on: date | None


@dataclass(frozen=True, kw_only=True)
class ReplyView:
    unit: str
    on: date
    scheme: str
    answer_class: str
    outcome: Outcome
    text: str


@dataclass(frozen=True, kw_only=True)
class FormView:
    signatory: int
    on: date
    process: Answer
    result: Answer
    comment: str


@dataclass(frozen=True, kw_only=True)
class ProposalView(ProposalSummary, ProposalReceipt):
    """One proposal, with its texts."""

    kind: Kind
    signatories: int
    proposers: list[str]
    content: str
    suggestions: list[str]
    merged_into: str | None
    ground: Ground | None
    assignments: list[AssignmentView]
    replies: list[ReplyView]
    forms: list[FormView]


def summary(row: Any, today: date) -> ProposalSummary:
    """A row of `proposals` as a line of the list."""
    return ProposalSummary(
        id=row.id,
        organization=row.organization,
        year=row.year,
        number=row.number,
        title=row.title,
        status=ProposalState(row.status),
        channel=Channel(row.channel),
        online=bool(row.online),
        received_on=row.received_on,
        filed_on=row.filed_on,
        assigned_on=row.assigned_on,
        replied_on=row.replied_on,
        closed_on=row.closed_on,
        limit=row.limit_on,
        overdue=overdue(row.status, row.limit_on, today),
        outcome=Outcome(row.outcome) if row.outcome else None,
    )


def receipt(proposal: Kept, commands: list[str]) -> ProposalReceipt:
    """What a command answers."""
    state = proposal.state
    return ProposalReceipt(
        id=proposal.id,
        number=proposal.number,
        year=state.year,
        status=state.status,
        epoch=proposal.epoch,
        sequence=proposal.sequence,
        commands=commands,
    )


def detail(
    row: Any, proposal: Kept, texts: dict[int, dict[str, str]], commands: list[str], today: date
) -> ProposalView:
    """One proposal, with the texts that each step brought."""
    state, log, begun = proposal.state, proposal.state.log, texts.get(1, {})
    return ProposalView(
        **asdict(summary(row, today)),
        epoch=proposal.epoch,
        sequence=proposal.sequence,
        commands=commands,
        kind=state.kind,
        signatories=state.signatories,
        proposers=json.loads(begun.get("proposers", "[]")),
        content=begun.get("content", ""),
        suggestions=json.loads(begun.get("suggestions", "[]")),
        merged_into=state.merged_into,
        ground=Ground(state.ground) if state.ground else None,
        assignments=[
            AssignmentView(
                unit=part.unit,
                part=part.part,
                acknowledged_on=day_of(log, part.acknowledged) if part.acknowledged else None,
                countersigned_on=day_of(log, part.countersigned) if part.countersigned else None,
            )
            for part in state.assignments
        ],
        replies=[
            ReplyView(
                unit=reply.unit,
                on=day_of(log, reply.entry),
                scheme=reply.scheme,
                answer_class=reply.answer_class,
                outcome=reply.outcome,
                text=texts.get(reply.entry, {}).get("text", ""),
            )
            for reply in state.replies
        ],
        forms=[
            FormView(
                signatory=form.signatory,
                on=day_of(log, form.entry),
                process=form.process,
                result=form.result,
                comment=texts.get(form.entry, {}).get("comment", ""),
            )
            for form in state.forms
        ],
    )
