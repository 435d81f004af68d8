"""Request and response bodies of a visit to a service window. Its texts never leave the service in events."""

from dataclasses import asdict, dataclass
from datetime import date

from shared.committee.bodies import Line, StrictBody, Text, command_of
from shared.committee.kinds.visits.columns import VisitRow
from shared.committee.matters.record import MatterDetails
from shared.committee.matters.schemas import Receipt, Summary, receipt_fields, summary_fields
from shared.contracts.vocabulary import Level, VisitOutcome, VisitState
from shared.domain.errors import invalid
from shared.domain.visits.commands import Record
from shared.domain.visits.state import Visit


@dataclass(frozen=True, kw_only=True)
class NewVisit(StrictBody):
    """A new visit. `organization`: by default the account's own; `title`: its subject; `outcomes`: at least one.

    Title and note stay in the service.
    """

    organization: Line | None = None
    title: Line
    note: Text = ""
    outcomes: tuple[VisitOutcome, ...]
    year: int | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, _level: Level) -> Record:
        """Returns the command that the rules decide on; refuses a visit without outcome."""
        if not self.outcomes:
            raise invalid("outcomes", None, "必须填写，至少选一项")
        return command_of(Record, self)

    def texts(self) -> dict[str, str]:
        """Returns the texts, which are stored outside the state."""
        return {"note": self.note}


@dataclass(frozen=True, kw_only=True)
class VisitSummary(Summary):
    """A row of the list."""

    status: VisitState
    received_on: date
    outcomes: list[VisitOutcome]


@dataclass(frozen=True, kw_only=True)
class VisitView(VisitSummary, Receipt):
    """A visit with its note. `report`: the opinion report that was made of it."""

    status: VisitState
    note: str
    report: str | None


def summary(row: VisitRow, _today: date) -> VisitSummary:
    """Returns the row of the list for a row of `visits`."""
    return VisitSummary(
        **summary_fields(row, VisitState),
        received_on=row.received_on,
        outcomes=[outcome for outcome in VisitOutcome if getattr(row, str(outcome))],
    )


def detail(details: MatterDetails[Visit]) -> VisitView:
    """Returns a visit with its note."""
    return VisitView(
        **asdict(summary(details.row, details.today)),
        **receipt_fields(details),
        note=details.newest("note"),
        report=details.state.report,
    )
