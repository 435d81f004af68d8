"""What units and signatories contribute to a proposal: a part in handling it, a reply, a feedback form."""

from typing import Literal

from msgspec import Struct

from shared.contracts.vocabulary import Answer, Outcome

Part = Literal["lead", "sole", "separate", "co"]
"""主办, 独办, 分办, 会办."""


class UnitAssignment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One unit's part; the numbers name the log entries of its acknowledgement and of its newest countersignature."""

    unit: str
    part: Part
    acknowledged: int | None = None
    countersigned: int | None = None

    @property
    def answers(self) -> bool:
        """Whether this unit owes a reply."""
        return self.part != "co"


class UnitReply(Struct, frozen=True, kw_only=True):
    """A unit's reply, given with a log entry."""

    entry: int
    unit: str
    scheme: str
    answer_class: str
    outcome: Outcome


class Form(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A signatory's feedback form, with a log entry; `returns`: it sends the proposal back for re-handling."""

    entry: int
    signatory: int
    process: Answer
    result: Answer
    returns: bool = False
