"""The limits within which the replies to a proposal are due."""

from datetime import date

from shared.domain.log import day_of
from shared.domain.proposals.assignments import UnitStep
from shared.domain.proposals.handling_commands import Extend
from shared.domain.proposals.outcomes import Outcomes
from shared.domain.terms import Due


class ReplyLimits(Outcomes, frozen=True, kw_only=True, omit_defaults=True):
    """A matter whose replies are due; a base class of `Proposal`. `extended_units`: the extensions for one unit only."""

    dues: tuple[Due, ...] = ()
    extended_units: tuple[UnitStep, ...] = ()

    @property
    def limit(self) -> date | None:
        """Returns the day by which the last reply is due; None before the assignment."""
        return self.limits_of()[-1][1] if self.dues else None

    def extensions(self) -> tuple[date, ...]:
        """Returns the day of each extension, for the facts."""
        extended = (day_of(self.log, due.entry) for due in self.dues if self.log[due.entry - 1].command == Extend.name)
        return tuple(sorted(extended))

    def limits_of(self, unit: str | None = None, *, before: int | None = None) -> list[tuple[int, date]]:
        """Returns the limits of a unit in turn, each with the number of the log entry that set it, up to before an entry.

        Without a unit: those of the proposal, which is due with the last of its units.
        """
        units = {step.entry: step.unit for step in self.extended_units}
        found: list[tuple[int, date]] = []
        for due in self.dues:
            of, limit = units.get(due.entry), due.limit(self.log)
            if (before is None or due.entry < before) and (of is None or unit in (None, of)):
                found.append((due.entry, max(limit, found[-1][1]) if of is not None and unit is None else limit))
        return found

    def unknown_years_of(self, *units: str) -> tuple[int, ...]:
        """Returns the years whose holidays were not known when the limits in force of these units were counted."""
        entries = {self.limits_of(unit)[-1][0] for unit in units if self.dues}
        years = {year for due in self.dues if due.entry in entries for year in due.unknown_years}
        return tuple(sorted(years))
