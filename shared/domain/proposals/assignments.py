"""The contributions of units and signatories to a proposal: assignments, replies and feedback forms."""

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
