"""Response bodies of every kind of matter; each kind extends them."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypedDict

from shared.committee.matters.record import MatterDetails, MatterRecord, MatterRow, State
from shared.contracts.titled import W
from shared.contracts.titles import state_title
from shared.storage.attributes import from_attributes


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A row of a list. `status_title`: the state in Chinese."""

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
    """The state after a command; `commands`: the commands that this account may give now."""

    id: str
    number: int
    year: int
    status: str
    epoch: int
    sequence: int
    commands: list[str]


@dataclass(frozen=True, kw_only=True)
class CommandReceipt(Receipt):
    """The receipt of a command. `warnings`: what is doubtful about the accepted command, in Chinese."""

    warnings: list[str]


class SummaryFields(TypedDict, Generic[W]):
    """The fields of `Summary`."""

    id: str
    organization: str
    year: int
    number: int
    title: str
    status: W
    status_title: str
    overdue: bool


class ReceiptFields(TypedDict):
    """The fields of `Receipt` that a summary lacks."""

    epoch: int
    sequence: int
    commands: list[str]


def summary_fields(row: MatterRow, states: type[W], *, overdue: bool = False) -> SummaryFields[W]:
    """Returns the fields of `Summary`, from a row."""
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


def receipt_fields(details: MatterDetails[State]) -> ReceiptFields:
    """Returns the fields of `Receipt` that a summary lacks, for the details of a matter."""
    return {"epoch": details.row.epoch, "sequence": details.row.sequence, "commands": details.commands}


def receipt(matter: MatterRecord[State], commands: list[str], warnings: list[str]) -> CommandReceipt:
    """Returns the response body of a command."""
    return from_attributes(
        CommandReceipt,
        matter,
        year=matter.state.year,
        status=str(matter.state.status),
        commands=commands,
        warnings=warnings,
    )


def has_passed(limit: date | None, today: date) -> bool:
    """Returns whether the limit has passed."""
    return limit is not None and limit < today
