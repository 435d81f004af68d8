"""What the API says of an opinion report. Titles, texts and names are read here and nowhere outside the service."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from shared.committee import papers
from shared.committee.matters.kind import Shown
from shared.committee.matters.views import Receipt, Summary, received, summed_up
from shared.committee.opinions.columns import overdue
from shared.committee.transfers.views import DerivedView
from shared.contracts.vocabulary import Channel, Level, OpinionState


@dataclass(frozen=True, kw_only=True)
class OpinionSummary(Summary):
    """A line of the list. `limit`: the day by which the person is to be answered; `came`: from another organization."""

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
class LevelView:
    """Adopted, or instructed, on this level on this day, here or by one it was sent to."""

    level: Level
    level_title: str
    on: date


@dataclass(frozen=True, kw_only=True)
class OpinionView(OpinionSummary, Receipt):
    """One opinion report, with its texts. `transfer`, `chain`: how it came here, of which matters.

    `derived`: each matter that was made of it elsewhere, with its state.
    """

    status: OpinionState
    content: str
    source: str
    adopted: list[LevelView]
    instructed: list[LevelView]
    unit: str | None
    transfer: str | None
    chain: list[str]
    derived: list[DerivedView]


def summary(row: Any, today: date) -> OpinionSummary:
    """A row of `opinions` as a line of the list."""
    return OpinionSummary(
        **summed_up(row, OpinionState, overdue=overdue(row.status, row.limit_on, today)),
        channel=Channel(row.channel),
        online=bool(row.online),
        came=bool(row.derived),
        received_on=row.received_on,
        adopted_on=row.adopted_on,
        instructed_on=row.instructed_on,
        fed_back_on=row.fed_back_on,
        limit=row.limit_on,
    )


def detail(shown: Shown) -> OpinionView:
    """One opinion report, with the newest of its texts."""
    state = shown.state
    return OpinionView(
        **asdict(summary(shown.row, shown.today)),
        **received(shown),
        content=papers.newest(shown.texts, "content"),
        source=papers.newest(shown.texts, "source"),
        adopted=_levels(state.adopted()),
        instructed=_levels(state.instructed()),
        unit=state.unit,
        transfer=state.transfer,
        chain=list(state.chain),
        derived=shown.derived,
    )


def _levels(entries: Any) -> list[LevelView]:
    return [LevelView(level=level, level_title=level.title_zh, on=day) for level, day in entries]
