"""The commands of a visit to a service window."""

from dataclasses import dataclass

from shared.contracts.vocabulary import VisitOutcome
from shared.domain.command import Command, Correct


@dataclass(frozen=True, kw_only=True)
class Record(Command):
    """Records the visit of a person to a service window. `outcomes`: its results, each once; `year`: by default that of `on`."""

    name = "record"
    title_zh = "登记来访"

    outcomes: tuple[VisitOutcome, ...] = ()
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawVisit(Command):
    """Withdraws a visit that was recorded by mistake, with a reason."""

    name = "withdraw"
    title_zh = "撤销登记"
    papers = ("reason",)

    reason: str


VisitCommand = Record | WithdrawVisit | Correct

COMMANDS: dict[str, type[Command]] = {command.name: command for command in (Record, WithdrawVisit, Correct)}
