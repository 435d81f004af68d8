"""The state of an annual plan, as the rules need it, without topics and names."""

from datetime import date

from msgspec import Struct

from shared.contracts.consultation_vocabulary import PlanClass, PlanState
from shared.contracts.dated import DroppedItem, PlanItem, PlanStep
from shared.contracts.facts import PlanFacts
from shared.domain.charters.plan_stages import USUAL, PlanStage
from shared.domain.command import Command
from shared.domain.log import day_of
from shared.domain.matter import Matter
from shared.domain.plans.commands import (
    AddItem,
    ApprovePlan,
    ChangeItem,
    Comment,
    Confirm,
    DropItem,
    Execute,
    LinkActivity,
    SendBack,
    TopicSource,
)


class PlannedItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item: the numbers of the log entries with which it was added, changed, executed and dropped.

    Its own number is its index in the plan, from 1. `consultation`: the activity that is to execute it, or has; `deadline_set`: the entry
    that set the deadline, if not the one that added it.
    """

    added: int
    activity: PlanClass
    source: TopicSource
    deadline: date
    executed: int | None = None
    consultation: str | None = None
    changed: tuple[int, ...] = ()
    deadline_set: int | None = None
    dropped: int | None = None

    @property
    def is_open(self) -> bool:
        """Returns whether the item is neither executed nor dropped."""
        return self.executed is None and self.dropped is None


class Plan(Matter, frozen=True, kw_only=True, omit_defaults=True):
    """An annual plan 年度协商计划. `stages`: those that it passes, by the charter of the day on which it was drafted or sent back last."""

    items: tuple[PlannedItem, ...] = ()
    stages: tuple[PlanStage, ...] = USUAL

    @property
    def status(self) -> PlanState:
        return PlanState(self.named_status)

    def can(self, command: str) -> bool:
        """Returns whether the stages of the plan have the command, and those before it are passed."""
        if command == ApprovePlan.name:
            return PlanStage.REVIEW in self.stages and not self.awaits_comments
        if command == Confirm.name and PlanStage.REVIEW in self.stages:
            return PlanStage.CONFIRMATION in self.stages and self.status is PlanState.APPROVED
        return command != Confirm.name or not self.awaits_comments

    @property
    def awaits_comments(self) -> bool:
        """Returns whether a comment on the draft has to be recorded first."""
        return PlanStage.COMMENTS in self.stages and self.status is PlanState.DRAFT

    def ordering_keys(self, command: Command) -> tuple[str, ...]:
        """Returns the item or the comment that the command concerns."""
        match command:
            case AddItem():
                return (f"item:{len(self.items) + 1}",)
            case LinkActivity(item=number) | Execute(item=number) | ChangeItem(item=number) | DropItem(item=number):
                return (f"item:{number}",)
            case Comment():
                return (f"comment:{self.sequence + 1}",)
        return ()

    def day_begun(self, number: int) -> date:
        """Returns the day from which the state of a log entry holds: for comments the earliest of those since the plan was sent back."""
        if self.log[number - 1].command != Comment.name:
            return day_of(self.log, number)
        ends = [other for other, entry in enumerate(self.log, 1) if entry.command == SendBack.name]
        since = max((other for other in ends if other < number), default=0)
        until = min((other for other in ends if other > number), default=self.sequence)
        return min(entry.on for entry in self.log[since:until] if entry.command == Comment.name)

    def limits_set(self) -> tuple[tuple[int, date], ...]:
        return tuple((item.deadline_set or item.added, item.deadline) for item in self.items)

    def activities(self) -> tuple[str, ...]:
        """Returns the activities of its items."""
        return tuple(sorted({item.consultation for item in self.items if item.consultation is not None}))

    def facts(self) -> PlanFacts:
        """Returns the facts for the event."""
        return PlanFacts(
            year=self.year,
            steps=tuple(PlanStep(day, PlanState(state)) for day, state in self.dated_states()),
            items=tuple(
                PlanItem(
                    item.activity,
                    day_of(self.log, item.added),
                    None if item.executed is None else day_of(self.log, item.executed),
                )
                for item in self.items
            ),
            dropped=tuple(
                DroppedItem(number, day_of(self.log, item.dropped))
                for number, item in enumerate(self.items, 1)
                if item.dropped is not None
            ),
        )
