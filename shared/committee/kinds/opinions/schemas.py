"""Request and response bodies of an opinion report 社情民意信息. Its texts never leave the service in events, except sealed."""

from dataclasses import asdict, dataclass
from datetime import date

from shared.committee.bodies import Line, StrictBody, Text, command_of
from shared.committee.kinds.opinions.columns import OpinionRow, is_overdue
from shared.committee.matters.record import MatterDetails
from shared.committee.matters.schemas import Receipt, Summary, receipt_fields, summary_fields
from shared.committee.messages.schemas import DerivedView, RecognitionView, recognitions
from shared.contracts.vocabulary import Channel, Level, OpinionState
from shared.domain.opinions.commands import Collect
from shared.domain.opinions.state import Opinion
from shared.storage.attributes import from_attributes


@dataclass(frozen=True, kw_only=True)
class NewOpinion(StrictBody):
    """A new report. `organization`: by default the account's own; `limit`: of the answer to the person, by default the charter's month.

    Title, content and source (the person it came from) stay in the service.
    """

    organization: Line | None = None
    title: Line
    content: Text = ""
    source: Text = ""
    channel: Channel = Channel.WINDOW
    year: int | None = None
    limit: date | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, _level: Level) -> Collect:
        """Returns the command that the rules decide on."""
        return command_of(Collect, self)

    def texts(self) -> dict[str, str]:
        """Returns the texts, which are stored outside the state."""
        return {"content": self.content, "source": self.source}


@dataclass(frozen=True, kw_only=True)
class OpinionSummary(Summary):
    """A row of the list. `limit`: the day by which the person is to be answered; `came`: whether another organization sent it."""

    status: OpinionState
    channel: Channel
    online: bool
    came: bool
    received_on: date | None
    adopted_on: date | None
    instructed_on: date | None
    fed_back_on: date | None
    limit: date | None


@dataclass(frozen=True, kw_only=True)
class OpinionView(OpinionSummary, Receipt):
    """An opinion report with its texts. `transfer`, `chain`: the transfer by which it was received, and the matters it is derived from.

    `derived`: the matters that other organizations made of it, with their states; `converted_from`, `visit`: the proposal or
    the visit that this report comes from.
    """

    status: OpinionState
    content: str
    source: str
    adopted: list[RecognitionView]
    instructed: list[RecognitionView]
    unit: str | None
    converted_from: str | None
    visit: str | None
    transfer: str | None
    chain: list[str]
    derived: list[DerivedView]


def summary(row: OpinionRow, today: date) -> OpinionSummary:
    """Returns the row of the list for a row of `opinions`."""
    return from_attributes(
        OpinionSummary,
        row,
        **summary_fields(row, OpinionState, overdue=is_overdue(row.status, row.limit_on, today)),
        channel=Channel(row.channel),
        online=bool(row.online),
        came=bool(row.derived),
        limit=row.limit_on,
    )


def detail(details: MatterDetails[Opinion]) -> OpinionView:
    """Returns an opinion report with the newest of its texts."""
    state, own = details.state, details.level
    return OpinionView(
        **asdict(summary(details.row, details.today)),
        **receipt_fields(details),
        content=details.newest("content"),
        source=details.newest("source"),
        adopted=recognitions(
            state.adopted(), own=own, elsewhere=[(each.level, each.adopted) for each in details.derived]
        ),
        instructed=recognitions(
            state.instructed(), own=own, elsewhere=[(each.level, each.instructed) for each in details.derived]
        ),
        unit=state.unit,
        converted_from=state.converted_from,
        visit=state.visit,
        transfer=state.transfer,
        chain=list(state.chain),
        derived=details.derived,
    )
