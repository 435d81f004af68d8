"""The response body of the consents of an organization."""

from dataclasses import dataclass
from datetime import date

from shared.domain.own_records.decisions import Consents


@dataclass(frozen=True, kw_only=True)
class ConsentView:
    """Whether the organization consents, from a day on."""

    day: date
    holds: bool


@dataclass(frozen=True, kw_only=True)
class ConsentReceipt:
    """The consents of an organization to a conference after a command, and the version of its own record."""

    organization: str
    conference: str
    consents: list[ConsentView]
    epoch: int
    sequence: int


def receipt(organization: str, conference: str, consents: Consents, version: tuple[int, int]) -> ConsentReceipt:
    """Returns the response body of a command."""
    return ConsentReceipt(
        organization=organization,
        conference=conference,
        consents=[ConsentView(day=each.day, holds=each.holds) for each in consents],
        epoch=version[0],
        sequence=version[1],
    )
