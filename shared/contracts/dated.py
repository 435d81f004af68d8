"""The components of facts: the entries of dated lists, and bounded numbers.

Days are ISO dates (calendar days in Asia/Shanghai); every dated list is in the order of its days.
"""

from datetime import date
from typing import Annotated, NamedTuple

from msgspec import Meta

from shared.contracts.consultation_vocabulary import ConsultationState, PlanClass, PlanState
from shared.contracts.proposal_vocabulary import ContactForm
from shared.contracts.vocabulary import (
    Answer,
    HandlingRole,
    Level,
    LookBackResult,
    OpinionState,
    Outcome,
    ProposalState,
    TransferState,
    VisitState,
)

FIRST_YEAR = 1949
Year = Annotated[int, Meta(ge=FIRST_YEAR, le=9999)]
"""The year 年度 of a matter; it never changes."""

Signatory = Annotated[int, Meta(ge=1, le=999)]

SectorName = Annotated[str, Meta(min_length=1, max_length=40)]
"""The name of a sector 界别, as the charter lists it."""

Tenths = Annotated[int, Meta(ge=0, le=1000)]
"""A score of 0 to 100 points, in tenths."""

Count = Annotated[int, Meta(ge=0, le=1_000_000)]
"""A number of people or things, at most one million."""


class TransferStep(NamedTuple):
    day: date
    state: TransferState


class StateStep(NamedTuple):
    """A state that a matter reached, a word of its kind."""

    day: date
    state: Annotated[str, Meta(pattern=r"^[a-z_]{1,32}(?!\n)$")]


class DatedLimit(NamedTuple):
    """The latest day for the reply, valid from `day` on."""

    day: date
    limit: date


class Sending(NamedTuple):
    """A transfer of a matter `to` another organization: its id, its steps, and the latest days for the answer (`limits`)."""

    transfer: str
    to: str
    steps: tuple[TransferStep, ...]
    limits: tuple[DatedLimit, ...]


class ProposalStep(NamedTuple):
    day: date
    state: ProposalState


class DatedAssignment(NamedTuple):
    """The assignment of a proposal to a unit in a role, from the day `offered`.

    `returned`: the day on which the committee accepted its return; `ended`: the day on which it ceased, by a return or because another
    unit took its place. A returned assignment in whose place another one is later still ended with its return.
    """

    offered: date
    role: HandlingRole
    acknowledged: date | None = None
    returned: date | None = None
    ended: date | None = None


class DatedContact(NamedTuple):
    """A contact of a unit with a proposer."""

    day: date
    form: ContactForm


class DatedOutcome(NamedTuple):
    """The outcome of the replies that were complete on `day`: the least favourable of the units' answers."""

    day: date
    outcome: Outcome


class DatedAnswer(NamedTuple):
    """The answer of a round of a proposal elsewhere: its scheme and class there, and the canonical outcome that they mean."""

    day: date
    scheme: Annotated[str, Meta(pattern=r"^[A-Z_]{1,32}(?!\n)$")]
    answer_class: Annotated[str, Meta(pattern=r"^[A-Z](?!\n)$")]
    outcome: Outcome


class Rating(NamedTuple):
    """A feedback form of the signatory with this number (1, 2, …)."""

    day: date
    signatory: Signatory
    process: Answer
    result: Answer


class DatedScore(NamedTuple):
    """The committee's appraisal of the handling of a proposal, in tenths of a point (0 to 1000)."""

    day: date
    tenths: Tenths


class Instruction(NamedTuple):
    """An instruction 批示 on a proposal or an outcome: the level of the leader, the limit for the report of what was done, and its day."""

    day: date
    level: Level
    limit: date
    answered: date | None = None


class DatedLookBack(NamedTuple):
    """A look-back 回头看 at a planned answer."""

    day: date
    result: LookBackResult


class FollowedSuggestion(NamedTuple):
    """A suggestion of a proposal (its number is its index in the list): the days on which it was adopted, not adopted and done."""

    adopted: date | None = None
    not_adopted: date | None = None
    done: date | None = None


class OpinionStep(NamedTuple):
    day: date
    state: OpinionState


class DatedLevel(NamedTuple):
    """The day on which a report was adopted, or instructed, on a level; one entry per level."""

    level: Level
    day: date


class VisitStep(NamedTuple):
    day: date
    state: VisitState


class ConsultationStep(NamedTuple):
    day: date
    state: ConsultationState


class Suggestion(NamedTuple):
    """A suggestion of an activity (its number is its index in the list): the days on which it was made, adopted and done."""

    made: date
    adopted: date | None = None
    done: date | None = None


class PlanStep(NamedTuple):
    day: date
    state: PlanState


class PlanItem(NamedTuple):
    """An item of a plan: the days on which it was added and executed."""

    activity: PlanClass
    added: date
    executed: date | None = None


class DroppedItem(NamedTuple):
    """The number of an item of a plan, from 1, and the day on which it was dropped."""

    item: Annotated[int, Meta(ge=1, le=300)]
    day: date


class DatedName(NamedTuple):
    day: date
    name: str


class DatedCode(NamedTuple):
    """The code in an official list from `day` on; empty if in none."""

    day: date
    code: str


class DatedParent(NamedTuple):
    """The key of the parent organization from `day` on; None if it has none."""

    day: date
    parent: str | None


class DatedFlag(NamedTuple):
    """A property from `day` on. `holds`: whether it applies."""

    day: date
    holds: bool


class DatedItem(NamedTuple):
    """An item of the checklist 五落实 from `day` on. `met`: whether it is met."""

    day: date
    item: str
    met: bool


class Membership(NamedTuple):
    """The membership of `member` in a conference from `day` on. `holds`: whether it is a member."""

    day: date
    member: str
    holds: bool


class DatedMember(NamedTuple):
    """The member that convenes a conference from `day` on."""

    day: date
    member: str
