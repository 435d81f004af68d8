"""The handling of a proposal by its units: assignments and replies, and what each unit may do now."""

from shared.domain.comparison import name_key
from shared.domain.proposals.assignments import UnitAssignment, UnitReply
from shared.domain.proposals.rounds import Rounds


class UnitHandling(Rounds, frozen=True, kw_only=True, omit_defaults=True):
    """A matter that is assigned to units, which reply; the base class of a proposal."""

    assignments: tuple[UnitAssignment, ...] = ()
    replies: tuple[UnitReply, ...] = ()

    def assignment(self, unit: str) -> UnitAssignment | None:
        """Returns the assignment of a unit, however its name is spelled; None if it has none."""
        key = name_key(unit)
        return next((assignment for assignment in self.assignments if name_key(assignment.unit) == key), None)

    def replied(self, unit: str, *, before: int | None = None) -> UnitReply | None:
        """Returns a unit's newest reply since the last re-handling, at or before a log entry; None if there is none."""
        end = before or self.sequence
        begin = self.last_rehandling_entry(before=end)
        return next(
            (reply for reply in reversed(self.replies) if reply.unit == unit and begin < reply.entry <= end), None
        )

    def current_replies(self, number: int) -> list[UnitReply]:
        """Returns the replies, as of a log entry, of all units that owe one."""
        replies = (self.replied(each.unit, before=number) for each in self.assignments if each.answers)
        return [reply for reply in replies if reply]

    def countersigned(self, assignment: UnitAssignment) -> int | None:
        """Returns the number of the log entry of a co-handler's countersignature in this round, or None; each round needs a new one."""
        entry = assignment.countersigned
        return entry if entry is not None and entry > self.last_rehandling_entry() else None

    @property
    def units_to_acknowledge(self) -> tuple[str, ...]:
        """Returns the units that have not acknowledged the assignment."""
        return tuple(each.unit for each in self.assignments if each.acknowledged is None)

    @property
    def countersignatures_missing(self) -> tuple[UnitAssignment, ...]:
        """Returns the co-handlers that have not countersigned in this round."""
        return tuple(each for each in self.assignments if not each.answers and self.countersigned(each) is None)

    @property
    def units_to_countersign(self) -> tuple[str, ...]:
        """Returns the co-handlers that may countersign now: acknowledged, and without a countersignature in this round."""
        return tuple(each.unit for each in self.countersignatures_missing if each.acknowledged is not None)

    @property
    def units_to_reply(self) -> tuple[str, ...]:
        """Returns the units that may reply now: acknowledged, without a reply in this round; none while a countersignature is missing."""
        if self.countersignatures_missing:
            return ()
        answering = (each for each in self.assignments if each.answers and each.acknowledged is not None)
        return tuple(each.unit for each in answering if self.replied(each.unit) is None)
