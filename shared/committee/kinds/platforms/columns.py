"""The columns of a grass-roots platform, derived from its state."""

from datetime import date
from typing import Protocol

from shared.committee.matters.record import ColumnValue, MatterRow
from shared.contracts.platform_vocabulary import PlatformState as S
from shared.domain.platforms.state import Platform


class PlatformRow(MatterRow, Protocol):
    """The columns of a platform that lists show. `townships`: how many an area group has now."""

    platform: str
    parent: str | None
    household: str | None
    contact_form: str | None
    active_on: date | None
    closed_on: date | None
    townships: int
    visits: int
    visitors: int


def columns(state: Platform) -> dict[str, ColumnValue]:
    """Returns the value of each column that is derived from the state."""
    first = {entry.status: entry.on for entry in reversed(state.log) if entry.status}
    return {
        "platform": str(state.platform),
        "parent": state.parent,
        "household": state.household or None,
        "contact_form": str(state.contact_form) if state.contact_form else None,
        "active_on": first.get(S.ACTIVE),
        "closed_on": first.get(S.CLOSED),
        "townships": len(state.townships),
        "visits": len(state.receptions),
        "visitors": state.visitors,
    }
