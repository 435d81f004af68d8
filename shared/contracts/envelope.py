"""The envelope of an event: CloudEvents 1.0 in structured JSON, with the version `(epoch, sequence)` of its matter."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Raw, Struct

from shared.contracts.vocabulary import Role

HIGHEST = 2**31 - 1
VersionNumber = Annotated[int, Meta(ge=1, le=HIGHEST)]
"""An epoch or a sequence; both start at 1."""


class Change(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The change that an event records: the command, its effective day, the role it was recorded for, and whether it was recorded late."""

    command: str
    on: date
    role: Role
    late: bool = False


class Envelope(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The CloudEvents envelope; `data` is not decoded until the type is known. Unknown attributes are allowed, as in CloudEvents."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    epoch: VersionNumber
    sequence: VersionNumber
    data: Raw
    datacontenttype: str = "application/json"
    traceparent: str | None = None

    @property
    def version(self) -> tuple[int, int]:
        """Returns `(epoch, sequence)`; the event with the highest version of a matter is its state."""
        return self.epoch, self.sequence


def event_id(subject: str, epoch: int, sequence: int) -> str:
    """Returns the id of an event, derived from subject and version, so that repeated events have the same id."""
    return f"{subject}/{epoch}/{sequence}"


def source_of(organization: str) -> str:
    """Returns the CloudEvents source of an organization."""
    return f"/organizations/{organization}"
