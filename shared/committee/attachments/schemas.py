"""Bodies of requests and responses about attachments."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from shared.committee.bodies import Text
from shared.committee.file_transfers.receiving import FileProgress, FileStatus
from shared.committee.stored_attachments.repository import Attachment
from shared.domain.attachments import AttachmentType
from shared.storage.attributes import from_attributes


@dataclass(frozen=True, kw_only=True)
class AttachmentView:
    """An attachment. `unit`: the unit whose reply it belongs to; `size`: bytes; `sequence`: the step after which it was added.

    `source`: the matter of another organization, derived from this one, whose answer it belongs to; `unit` is then a unit there.
    """

    number: int
    sequence: int
    unit: str | None
    source: str | None
    name: str
    type: AttachmentType
    type_title: str
    size: int
    sha256: str
    account: str
    added_at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawal_reason: str | None


@dataclass(frozen=True, kw_only=True)
class ReceivedFileView:
    """A file of the transfer that is no attachment yet, or was refused. `received`: how many of its `chunks` have arrived.

    `source`: the matter of another organization whose answer it belongs to, if any.
    """

    number: int
    source: str | None
    name: str
    size: int
    status: FileStatus
    status_title: str
    received: int
    chunks: int
    reason: str | None
    awaited_until: date


@dataclass(frozen=True, kw_only=True)
class AttachmentList:
    """The attachments of a matter that the account may read, with the withdrawn ones. `received`: files of its transfer and of answers."""

    items: list[AttachmentView]
    received: list[ReceivedFileView]


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """The withdrawal of an attachment. The reason is required unless its author removes it from a draft."""

    reason: Annotated[Text, Field(max_length=500)] = ""


def view(attachment: Attachment) -> AttachmentView:
    """Returns the response body of an attachment."""
    return from_attributes(
        AttachmentView,
        attachment,
        unit=attachment.unit or None,
        type_title=attachment.type.title_zh,
        sha256=attachment.hash,
    )


def received_view(progress: FileProgress) -> ReceivedFileView:
    """Returns the response body of a file of a transfer."""
    file = progress.file
    return from_attributes(
        ReceivedFileView,
        file,
        source=file.message if file.is_of_answer else None,
        status_title=file.status.title_zh,
        received=progress.received,
    )
