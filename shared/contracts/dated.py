"""The entries of dated lists, and numbers with bounds: what facts are made of.

Days are ISO dates (calendar days in Asia/Shanghai); every dated list is in the order of its days.
"""

from datetime import date
from typing import Annotated, NamedTuple

from msgspec import Meta

from shared.contracts.vocabulary import (
    Answer,
    ConsultationState,
    Level,
    OpinionState,
    Outcome,
    PlanClass,
    PlanState,
    ProposalState,
    TransferState,
    VisitState,
)

FIRST_YEAR = 1949
Year = Annotated[int, Meta(ge=FIRST_YEAR, le=9999)]
"""The year 年度 that a matter belongs to for life."""

Signatory = Annotated[int, Meta(ge=1, le=999)]

Count = Annotated[int, Meta(ge=0, le=1_000_000)]
"""How many people or things; no place has more."""


class TransferStep(NamedTuple):
    day: date
    state: TransferState


class DatedLimit(NamedTuple):
    """From `day` on, the reply is due on `limit` at the latest."""

    day: date
    limit: date


class Sending(NamedTuple):
    """A matter was sent `to` another organization, in the transfer of this id; `limits`: until when an answer is due."""

    transfer: str
    to: str
    steps: tuple[TransferStep, ...]
    limits: tuple[DatedLimit, ...]


class ProposalStep(NamedTuple):
    day: date
    state: ProposalState


class DatedOutcome(NamedTuple):
    """The outcome that the replies complete on `day` add up to: the least favourable of the units' answers."""

    day: date
    outcome: Outcome


class Rating(NamedTuple):
    """A feedback form of the signatory with this number (1, 2, …)."""

    day: date
    signatory: Signatory
    process: Answer
    result: Answer


class OpinionStep(NamedTuple):
    day: date
    state: OpinionState


class DatedLevel(NamedTuple):
    """Adopted, or instructed, on this level on this day: once for each level."""

    level: Level
    day: date


class VisitStep(NamedTuple):
    day: date
    state: VisitState


class ConsultationStep(NamedTuple):
    day: date
    state: ConsultationState


class Suggestion(NamedTuple):
    """A numbered suggestion of an activity (its number is its place in the list): made, adopted, done."""

    made: date
    adopted: date | None = None
    done: date | None = None


class PlanStep(NamedTuple):
    day: date
    state: PlanState


class PlanItem(NamedTuple):
    """An item of a plan: from when it stands in it, and when it was executed."""

    activity: PlanClass
    added: date
    executed: date | None = None


class DatedName(NamedTuple):
    day: date
    name: str


class DatedCode(NamedTuple):
    """The code in an official list from `day` on; empty: in none."""

    day: date
    code: str


class DatedParent(NamedTuple):
    """The key of the organization above from `day` on; None: none."""

    day: date
    parent: str | None


class DatedFlag(NamedTuple):
    """Whether something holds from `day` on."""

    day: date
    holds: bool


class DatedItem(NamedTuple):
    """Whether an item of the checklist 五落实 is met from `day` on."""

    day: date
    item: str
    met: bool


class Membership(NamedTuple):
    """Whether `member` belongs to a conference from `day` on."""

    day: date
    member: str
    holds: bool


class DatedMember(NamedTuple):
    """The member that convenes a conference from `day` on."""

    day: date
    member: str
