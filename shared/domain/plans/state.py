"""The state of an annual plan, as the rules need it. Topics and names are not in here."""

from datetime import date

from msgspec import Struct

from shared.contracts.dated import PlanItem, PlanStep
from shared.contracts.facts import PlanFacts
from shared.contracts.vocabulary import PlanClass, PlanState
from shared.domain.log import day_of
from shared.domain.matter import Matter
from shared.domain.plans.commands import Source


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item: the log entries with which it was added and executed; its number is its place in the plan."""

    added: int
    activity: PlanClass
    source: Source
    deadline: date
    executed: int | None = None
    consultation: str | None = None


class Plan(Matter, frozen=True, kw_only=True, omit_defaults=True):
    """An annual plan 年度协商计划."""

    items: tuple[Item, ...] = ()

    @property
    def status(self) -> PlanState:
        return PlanState(self.named_status)

    def limits_set(self) -> tuple[tuple[int, date], ...]:
        return tuple((item.added, item.deadline) for item in self.items)

    def facts(self) -> PlanFacts:
        """What goes into the event."""
        return PlanFacts(
            year=self.year,
            steps=tuple(PlanStep(entry.on, PlanState(entry.status)) for entry in self.log if entry.status),
            items=tuple(
                PlanItem(
                    item.activity,
                    day_of(self.log, item.added),
                    None if item.executed is None else day_of(self.log, item.executed),
                )
                for item in self.items
            ),
        )
