"""The commands of a visit to a service window."""

from typing import get_args

from shared.contracts.vocabulary import VisitOutcome
from shared.domain.command import SECRETARIAT, Command, Correct, ReasonedCommand
from shared.domain.command_set import CommandSet


class Record(Command, name="record", title_zh="登记来访", event=("recorded", "来访已登记")):
    """Records the visit of a person to a service window. `outcomes`: its results, each once; `year`: by default that of `on`."""

    permitted = SECRETARIAT

    outcomes: tuple[VisitOutcome, ...] = ()
    year: int | None = None


class ReportVisit(Command, name="report", title_zh="形成社情民意", event=("reported", "来访已形成信息")):
    """Begins an opinion report 社情民意信息 of what the visitor said; possible once, where this is an outcome of the visit.

    The texts are those of the report: `source` is the person. An omitted `title` is that of the visit.
    """

    permitted = SECRETARIAT

    title: str = ""
    content: str = ""
    source: str = ""


class CompletedReportVisit(ReportVisit):
    """The command after the decision. `matter`: the id of the opinion report that began."""

    matter: str = ""


class WithdrawVisit(ReasonedCommand, name="withdraw", title_zh="撤销登记", event=("withdrawn", "登记已撤销")):
    """Withdraws a visit that was recorded by mistake, with a reason."""

    permitted = SECRETARIAT
    irreversible_warning = "撤销后不能恢复，须重新登记；已形成的社情民意信息不随之撤销。"


VisitCommand = Record | ReportVisit | WithdrawVisit | Correct

COMMANDS = CommandSet(
    name="visits",
    commands=get_args(VisitCommand),
    corrections=SECRETARIAT,
)
