"""The contributions of units, signatories and the committee to a proposal: assignments, replies, feedback forms and appraisals.

Also the proposals that were merged into it.
"""

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct, field, structs

from shared.contracts.proposal_vocabulary import UnitClass
from shared.contracts.vocabulary import Answer, HandlingRole, LookBackResult, Outcome
from shared.domain.proposals.vocabulary import AssignmentState
from shared.domain.proposals.vocabulary import AssignmentState as S
from shared.domain.terms import Term

ASSIGNMENT_COMMANDS: Mapping[str, Mapping[AssignmentState, AssignmentState]] = {
    "pass_on": {S.WITH_COORDINATOR: S.OFFERED},
    "acknowledge": {S.OFFERED: S.ACKNOWLEDGED, S.KEPT: S.KEPT},
    "countersign": {S.ACKNOWLEDGED: S.ACKNOWLEDGED, S.KEPT: S.KEPT},
    "reply": {S.ACKNOWLEDGED: S.ACKNOWLEDGED, S.KEPT: S.KEPT},
    "request_return": {S.OFFERED: S.RETURN_REQUESTED, S.ACKNOWLEDGED: S.RETURN_REQUESTED},
    "accept_return": {S.RETURN_REQUESTED: S.RETURNED},
    "keep": {S.RETURN_REQUESTED: S.KEPT},
    "reassign": {
        S.WITH_COORDINATOR: S.SUPERSEDED,
        S.OFFERED: S.SUPERSEDED,
        S.ACKNOWLEDGED: S.SUPERSEDED,
        S.KEPT: S.SUPERSEDED,
        S.RETURNED: S.SUPERSEDED,
    },
}
"""Command -> state of the assignment in which it is legal -> the state that it leads to."""


class UnitAssignment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The role of one unit, stored as `part`, with the numbers of the log entries of its steps.

    `countersigned`: its newest countersignature. `offered`: the assignment of the unit; 0 in states that were stored without it,
    which have one `assign`. `requested`, `kept`, `returned`: the request to return it, and the decision. `superseded`: the entry
    that gave it to another unit. `window`: the time within which it could be returned. `unit_class`: the class that the register
    had for the unit when it was assigned. `coordinator`, `passed_on`: the coordinating office, if any, and the entry that passed it on.
    """

    unit: str
    role: HandlingRole = field(name="part")
    acknowledged: int | None = None
    countersigned: int | None = None
    offered: int = 0
    requested: int | None = None
    kept: int | None = None
    returned: int | None = None
    superseded: int | None = None
    window: Term | None = None
    unit_class: UnitClass | None = None
    coordinator: str = ""
    passed_on: int | None = None

    @property
    def owes_reply(self) -> bool:
        """Returns whether this unit owes a reply."""
        return self.role is not HandlingRole.CO

    @property
    def state(self) -> AssignmentState:
        reached = (
            (self.superseded, S.SUPERSEDED),
            (self.returned, S.RETURNED),
            (self.kept, S.KEPT),
            (self.requested, S.RETURN_REQUESTED),
            (self.acknowledged, S.ACKNOWLEDGED),
        )
        begun = S.WITH_COORDINATOR if self.coordinator and not self.passed_on else S.OFFERED
        return next((state for entry, state in reached if entry), begun)

    @property
    def in_force(self) -> bool:
        """Returns whether the unit is a handler now: neither returned nor given to another unit."""
        return not self.returned and not self.superseded

    @property
    def is_handling(self) -> bool:
        """Returns whether the unit is a handler now that does not ask to return its assignment, and to which it was passed on."""
        return self.in_force and self.state not in (S.RETURN_REQUESTED, S.WITH_COORDINATOR)

    @property
    def acts(self) -> bool:
        """Returns whether the unit has acknowledged the assignment and may countersign or reply: no return of it is requested."""
        return bool(self.acknowledged) and self.state in ASSIGNMENT_COMMANDS["reply"]

    def with_window(self, entry: int, term: Term | None) -> "UnitAssignment":
        """Returns the assignment with another time for its return, if this entry requested it; else the same assignment."""
        return structs.replace(self, window=term) if entry == self.requested and term else self


class UnitReply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit's reply. `entry`: the number of its log entry; `contacts`: how many contacts its charter required before it."""

    entry: int
    unit: str
    scheme: str
    answer_class: str
    outcome: Outcome
    contacts: int = 0


class UnitStep(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step that concerns a unit, such as an extension or an urging; empty: all units. `entry`: the number of its log entry."""

    entry: int
    unit: str = ""


class LookedBack(Struct, frozen=True, kw_only=True):
    """A look-back at a planned answer. `entry`: the number of its log entry."""

    entry: int
    result: LookBackResult


class Form(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A signatory's feedback form. `entry`: the number of its log entry; `returns`: whether it returns the proposal for re-handling."""

    entry: int
    signatory: int
    process: Answer
    result: Answer
    returns: bool = False


class Appraisal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The committee's appraisal of the handling, in tenths of a point. `entry`, `returns`: as of a form."""

    entry: int
    tenths: int
    returns: bool = False


def tenths_of(score: Decimal) -> int:
    """Returns a score with at most one decimal as a whole number of tenths."""
    return int(score * 10)


class AbsorbedProposal(Struct, frozen=True, kw_only=True):
    """A proposal that was merged into this one, and the number of its proposers. `entry`: the number of the log entry of the merger."""

    entry: int
    matter: str
    signatories: int
