"""The contributions of units, signatories and the committee to a proposal: assignments, replies, feedback forms and appraisals.

Also the proposals that were merged into it.
"""

from decimal import Decimal

from msgspec import Struct

from shared.contracts.vocabulary import Answer, HandlingRole, Outcome


class UnitAssignment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The role of one unit (`part`), with the numbers of the log entries of its acknowledgement and of its newest countersignature."""

    unit: str
    part: HandlingRole
    acknowledged: int | None = None
    countersigned: int | None = None

    @property
    def answers(self) -> bool:
        """Returns whether this unit owes a reply."""
        return self.part is not HandlingRole.CO


class UnitReply(Struct, frozen=True, kw_only=True):
    """A unit's reply. `entry`: the number of its log entry."""

    entry: int
    unit: str
    scheme: str
    answer_class: str
    outcome: Outcome


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
