"""The handling of a proposal by its units: assignments and replies, and what each unit may do now."""

from datetime import date

from shared.contracts.dated import DatedAssignment
from shared.contracts.proposal_vocabulary import UnitClass
from shared.contracts.vocabulary import HandlingRole
from shared.domain.comparison import name_key
from shared.domain.log import day_of
from shared.domain.proposals.assignments import ASSIGNMENT_COMMANDS, UnitAssignment, UnitReply
from shared.domain.proposals.rounds import Rounds
from shared.domain.proposals.vocabulary import AssignmentState


class UnitHandling(Rounds, frozen=True, kw_only=True, omit_defaults=True):
    """A matter that is assigned to units, which reply; a base class of `Proposal`."""

    assignments: tuple[UnitAssignment, ...] = ()
    replies: tuple[UnitReply, ...] = ()

    def assignment(self, unit: str) -> UnitAssignment | None:
        """Returns the newest assignment of a unit, however its name is spelled; None if it has none."""
        key = name_key(unit)
        return next((each for each in reversed(self.assignments) if name_key(each.unit) == key), None)

    def offer_entry(self, assignment: UnitAssignment) -> int:
        """Returns the number of the log entry that made an assignment; states that were stored without it have one `assign`."""
        return assignment.offered or next(
            number for number, entry in enumerate(self.log, 1) if entry.command == "assign"
        )

    def given_entry(self, assignment: UnitAssignment) -> int:
        """Returns the number of the log entry from which a unit has its assignment: that it was passed on with, if any."""
        return assignment.passed_on or self.offer_entry(assignment)

    @property
    def units_to_pass_on(self) -> tuple[str, ...]:
        """Returns the units whose assignment waits for the coordinating office."""
        return tuple(each.unit for each in self._in("pass_on"))

    def units_owing(self, number: int | None = None) -> tuple[str, ...]:
        """Returns the units whose reply is due, as of a log entry; a returned assignment owes one until it is reassigned."""
        end = number or self.sequence
        return tuple(
            each.unit
            for each in self.assignments
            if each.owes_reply and each.offered <= end and not (each.superseded and each.superseded <= end)
        )

    def has_contributed(self, assignment: UnitAssignment) -> bool:
        """Returns whether a unit has replied or countersigned in this round."""
        if assignment.owes_reply:
            return self.replied(assignment.unit) is not None
        return self.countersignature_entry(assignment) is not None

    def replied(self, unit: str, *, before: int | None = None) -> UnitReply | None:
        """Returns a unit's newest reply since the last re-handling, at or before a log entry; None if there is none."""
        end = before or self.sequence
        begin = self.last_rehandling_entry(before=end)
        return next(
            (reply for reply in reversed(self.replies) if reply.unit == unit and begin < reply.entry <= end), None
        )

    def current_replies(self, number: int) -> list[UnitReply]:
        """Returns the replies, as of a log entry, of all units that owe one."""
        replies = (self.replied(unit, before=number) for unit in self.units_owing(number))
        return [reply for reply in replies if reply]

    def countersignature_entry(self, assignment: UnitAssignment) -> int | None:
        """Returns the number of the log entry of a co-handler's countersignature in this round, or None; each round needs a new one."""
        entry = assignment.countersigned
        return entry if entry is not None and entry > self.last_rehandling_entry() else None

    @property
    def units_to_acknowledge(self) -> tuple[str, ...]:
        """Returns the units that have not acknowledged the assignment."""
        return tuple(each.unit for each in self._in("acknowledge") if each.acknowledged is None)

    @property
    def countersignatures_missing(self) -> tuple[UnitAssignment, ...]:
        """Returns the co-handlers in force that have not countersigned in this round."""
        co_handlers = (each for each in self.assignments if each.in_force and not each.owes_reply)
        return tuple(each for each in co_handlers if self.countersignature_entry(each) is None)

    @property
    def units_to_countersign(self) -> tuple[str, ...]:
        """Returns the co-handlers that may countersign now: acknowledged, and without a countersignature in this round."""
        return tuple(each.unit for each in self.countersignatures_missing if each.acts)

    @property
    def units_to_reply(self) -> tuple[str, ...]:
        """Returns the units that may reply now: acknowledged, without a reply in this round; none while a countersignature is missing."""
        if self.countersignatures_missing:
            return ()
        answering = (each for each in self.assignments if each.owes_reply and each.acts)
        return tuple(each.unit for each in answering if self.replied(each.unit) is None)

    @property
    def units_pending(self) -> tuple[str, ...]:
        """Returns the handlers whose reply or countersignature is missing in this round, and that do not ask to return it."""
        handlers = (each for each in self.assignments if each.is_handling)
        given = {
            each.unit: self.replied(each.unit) if each.owes_reply else self.countersignature_entry(each)
            for each in handlers
        }
        return tuple(unit for unit, step in given.items() if step is None)

    @property
    def units_to_return(self) -> tuple[str, ...]:
        """Returns the units that may ask to return their assignment, if the charter's time for it has not passed."""
        return tuple(each.unit for each in self._in("request_return") if not self.has_contributed(each))

    @property
    def units_requesting(self) -> tuple[str, ...]:
        """Returns the units that have asked to return their assignment, without a decision."""
        return tuple(each.unit for each in self._in("accept_return"))

    @property
    def units_returned(self) -> tuple[str, ...]:
        """Returns the units whose assignment was returned and whose reply is due from another unit."""
        returned = (each for each in self.assignments if each.state is AssignmentState.RETURNED)
        return tuple(each.unit for each in returned if each.owes_reply)

    @property
    def units_to_replace(self) -> tuple[str, ...]:
        """Returns the units whose assignment may be given to another unit."""
        return tuple(each.unit for each in self._in("reassign") if not self.has_contributed(each))

    def dated_assignments(self) -> tuple[DatedAssignment, ...]:
        """Returns the assignments for the facts, in an order that does not depend on the order of typing."""
        return tuple(dated for dated, _ in self._classified())

    def unit_classes(self) -> tuple[UnitClass | None, ...]:
        """Returns for each of the dated assignments the class of its unit; empty if none is known."""
        classes = tuple(unit_class for _, unit_class in self._classified())
        return classes if any(classes) else ()

    def _classified(self) -> list[tuple[DatedAssignment, UnitClass | None]]:
        """Returns the dated assignments with the classes of their units, in the order of their days."""

        def on(entry: int | None) -> date | None:
            return day_of(self.log, entry) if entry else None

        def order(found: tuple[DatedAssignment, UnitClass | None]) -> tuple[object, ...]:
            dated, unit_class = found
            days = (day or date.max for day in dated[2:])
            return dated.offered, roles.index(dated.role), *days, unit_class or ""

        roles = list(HandlingRole)
        found = [
            (
                DatedAssignment(
                    offered=day_of(self.log, self.offer_entry(each)),
                    role=each.role,
                    acknowledged=on(each.acknowledged),
                    returned=on(each.returned),
                    ended=on(each.returned or each.superseded),
                ),
                each.unit_class,
            )
            for each in self.assignments
        ]
        return sorted(found, key=order)

    def _in(self, command: str) -> list[UnitAssignment]:
        """Returns the assignments whose state permits a command."""
        return [each for each in self.assignments if each.state in ASSIGNMENT_COMMANDS[command]]
