"""What the API says of a matter of any kind; each kind adds its own to these."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.committee.matters.repository import MatterRecord
from shared.contracts.titles import state_title


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A line of a list. `status_title`: the state in Chinese."""

    id: str
    organization: str
    year: int
    number: int
    title: str
    status: str
    status_title: str
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The state after a command; `commands`: what this account may do now."""

    id: str
    number: int
    year: int
    status: str
    epoch: int
    sequence: int
    commands: list[str]


def summed_up(row: Any, states: Any, *, overdue: bool = False) -> dict[str, Any]:
    """The members of `Summary`, from a row."""
    return {
        "id": row.id,
        "organization": row.organization,
        "year": row.year,
        "number": row.number,
        "title": row.title,
        "status": states(row.status),
        "status_title": state_title(states(row.status), derived=bool(getattr(row, "derived", 0))),
        "overdue": overdue,
    }


def received(details: Any) -> dict[str, Any]:
    """The members of `Receipt` that a summary does not have, for a page of a matter."""
    return {"epoch": details.row.epoch, "sequence": details.row.sequence, "commands": details.commands}


def receipt(matter: MatterRecord, commands: list[str]) -> Receipt:
    """What a command answers."""
    return Receipt(
        id=matter.id,
        number=matter.number,
        year=matter.state.year,
        status=str(matter.state.status),
        epoch=matter.epoch,
        sequence=matter.sequence,
        commands=commands,
    )


def is_before(limit: date | None, today: date) -> bool:
    """Whether a day by which something is due has passed."""
    return limit is not None and limit < today
