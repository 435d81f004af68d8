"""The state of a visit, as the rules need it."""

from shared.contracts.dated import VisitStep
from shared.contracts.facts import VisitFacts
from shared.contracts.vocabulary import VisitOutcome, VisitState
from shared.domain.matter import Matter


class Visit(Matter, frozen=True, kw_only=True, omit_defaults=True):
    """A visit to a service window 服务窗口来访."""

    outcomes: tuple[VisitOutcome, ...] = ()

    @property
    def status(self) -> VisitState:
        return VisitState(self.named_status)

    def facts(self) -> VisitFacts:
        """Returns the facts for the event."""
        steps = tuple(VisitStep(entry.on, VisitState(entry.status)) for entry in self.log if entry.status)
        return VisitFacts(year=self.year, steps=steps, outcomes=self.outcomes)
