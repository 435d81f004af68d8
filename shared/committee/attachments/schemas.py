"""Bodies of requests and responses about attachments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from shared.committee.attachments.repository import Attachment
from shared.committee.bodies import Text
from shared.domain.attachments import AttachmentType


@dataclass(frozen=True, kw_only=True)
class AttachmentView:
    """An attachment. `unit`: the unit whose reply it belongs to; `size`: bytes; `sequence`: the step after which it was added."""

    number: int
    sequence: int
    unit: str | None
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
class AttachmentList:
    """The attachments of a matter that the account may read, with the withdrawn ones."""

    items: list[AttachmentView]


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """The withdrawal of an attachment. The reason is required unless its author removes it from a draft."""

    reason: Annotated[Text, Field(max_length=500)] = ""


def view(attachment: Attachment) -> AttachmentView:
    """Returns the response body of an attachment."""
    return AttachmentView(
        number=attachment.number,
        sequence=attachment.sequence,
        unit=attachment.unit or None,
        name=attachment.name,
        type=attachment.type,
        type_title=attachment.type.title_zh,
        size=attachment.size,
        sha256=attachment.hash,
        account=attachment.account,
        added_at=attachment.added_at,
        withdrawn_by=attachment.withdrawn_by,
        withdrawn_at=attachment.withdrawn_at,
        withdrawal_reason=attachment.withdrawal_reason,
    )
