"""The state of a visit, as the rules need it."""

from shared.contracts.dated import VisitStep
from shared.contracts.facts import VisitFacts
from shared.contracts.vocabulary import VisitOutcome, VisitState
from shared.domain.matter import Matter


class Visit(Matter, frozen=True, kw_only=True, omit_defaults=True):
    """A visit to a service window 服务窗口来访. `report`: the id of the opinion report that was made of it."""

    outcomes: tuple[VisitOutcome, ...] = ()
    report: str | None = None

    @property
    def status(self) -> VisitState:
        return VisitState(self.named_status)

    def can(self, command: str) -> bool:
        """Returns whether there is something that the command applies to: one report is made, where that is an outcome."""
        if command == "report" and (self.report or VisitOutcome.REPORT not in self.outcomes):
            return False
        return super().can(command)

    def facts(self) -> VisitFacts:
        """Returns the facts for the event."""
        steps = tuple(VisitStep(entry.on, VisitState(entry.status)) for entry in self.log if entry.status)
        return VisitFacts(year=self.year, steps=steps, outcomes=self.outcomes)
