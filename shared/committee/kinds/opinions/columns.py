"""The columns of an opinion report, derived from its state."""

from datetime import date
from typing import Protocol

from sqlalchemy import ColumnElement, and_

from shared.committee.matters.record import ColumnValue, MatterRow
from shared.committee.matters.schemas import has_passed
from shared.committee.tables import opinions
from shared.contracts.vocabulary import OpinionFlag
from shared.contracts.vocabulary import OpinionState as S
from shared.domain.opinions.obligations import ANSWERED
from shared.domain.opinions.state import Opinion


class OpinionRow(MatterRow, Protocol):
    """The columns of an opinion report that lists show."""

    channel: str
    online: int
    derived: int
    received_on: date | None
    adopted_on: date | None
    instructed_on: date | None
    fed_back_on: date | None
    limit_on: date | None
    issue: str | None


def columns(state: Opinion) -> dict[str, ColumnValue]:
    """Returns the value of each column that is derived from the state."""
    adopted, instructed, fed_back = state.adopted(), state.instructed(), state.fed_back()
    return {
        "channel": str(state.channel),
        "online": int(state.online),
        "derived": int(state.derived),
        "received_on": next((entry.on for entry in state.log if entry.status == S.COLLECTED), None),
        "adopted_on": adopted[0].day if adopted else None,
        "instructed_on": instructed[0].day if instructed else None,
        "fed_back_on": fed_back[0] if fed_back else None,
        "limit_on": state.limit,
        "issue": state.issue.name if state.issue else None,
        "opinion_call": state.opinion_call,
    }


def flagged_rows(flag: str) -> ColumnElement[bool]:
    """Returns the condition that a report has a flag."""
    return opinions.c[f"{OpinionFlag(flag)}_on"].is_not(None)


def printed_with(row: OpinionRow) -> ColumnElement[bool] | None:
    """Returns the condition of the reports in the issue of this one; None if it is not printed."""
    table = opinions.c
    return None if row.issue is None else and_(table.organization == row.organization, table.issue == row.issue)


def overdue_rows(today: date) -> ColumnElement[bool]:
    """Returns the condition that the person is not answered and a limit, of the answer or of the reply of a unit, is before today."""
    table = opinions.c
    return and_(table.status.not_in([str(state) for state in ANSWERED]), table.limit_on < today)


def is_overdue(status: str, limit: date | None, today: date) -> bool:
    """Returns whether the condition of `overdue_rows` holds for one row."""
    return status not in ANSWERED and has_passed(limit, today)
