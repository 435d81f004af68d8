"""The columns of an opinion report, written from its state in this one place."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_

from shared.committee.matters.schemas import is_before
from shared.committee.tables import opinions
from shared.contracts.vocabulary import OpinionState as S
from shared.domain.opinions.state import Opinion

ANSWERED = (S.FED_BACK, S.KEPT, S.RETURNED)
"""No answer is owed any more."""


def columns(state: Opinion) -> dict[str, Any]:
    """The value of each column that says what the state says."""
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
    }


def late(today: date) -> ColumnElement[bool]:
    """The person is not answered, and the limit lies before today."""
    table = opinions.c
    return and_(table.status.not_in([str(state) for state in ANSWERED]), table.limit_on < today)


def overdue(status: str, limit: date | None, today: date) -> bool:
    """The same of one row."""
    return status not in ANSWERED and is_before(limit, today)
