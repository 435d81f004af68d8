"""The repository of attachments."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.file_transfers.tables import received_files
from shared.committee.stored_attachments.tables import attachments
from shared.domain.attachments import AttachmentType
from shared.domain.errors import NotFoundError

_table = attachments.c


class Attachment(NamedTuple):
    """An attachment: the columns of its row."""

    matter: str
    number: int
    sequence: int
    unit: str
    name: str
    type: AttachmentType
    size: int
    hash: str
    account: str
    added_at: datetime
    source: str | None = None
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawal_reason: str | None = None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_own(self) -> bool:
        """Returns whether it belongs to the matter or to a reply here, and not to an answer of another organization."""
        return self.source is None


async def of_matter(connection: AsyncConnection, matter: str) -> list[Attachment]:
    """Returns the attachments of a matter, with the withdrawn ones, in the order in which they were added."""
    query = select(attachments).where(_table.matter == matter).order_by(_table.number)
    found = [Attachment(*row) for row in await connection.execute(query)]
    return [each._replace(type=AttachmentType(each.type)) for each in found]


async def load(connection: AsyncConnection, matter: str, number: int) -> Attachment:
    """Returns an attachment; raises `unknown-attachment` when there is none with this number."""
    found = next((each for each in await of_matter(connection, matter) if each.number == number), None)
    if found is None:
        raise NotFoundError("unknown-attachment", f"没有第{number}号附件")
    return found


async def add(connection: AsyncConnection, attachment: Attachment) -> None:
    await connection.execute(attachments.insert(), {**attachment._asdict(), "type": str(attachment.type)})


async def next_number(connection: AsyncConnection, matter: str) -> int:
    """Returns the next number of an attachment; the caller has locked the matter. Files under way have their numbers already."""
    last = [
        await connection.scalar(select(func.max(table.c.number)).where(table.c.matter == matter))
        for table in (attachments, received_files)
    ]
    return max(number or 0 for number in last) + 1


async def remove(connection: AsyncConnection, attachment: Attachment) -> None:
    """Deletes the row of an attachment; its content is removed later, unless another attachment has it."""
    await connection.execute(delete(attachments).where(_is(attachment)))


async def withdraw(connection: AsyncConnection, attachment: Attachment) -> None:
    """Stores the withdrawal of an attachment."""
    changed = {
        "withdrawn_by": attachment.withdrawn_by,
        "withdrawn_at": attachment.withdrawn_at,
        "withdrawal_reason": attachment.withdrawal_reason,
    }
    await connection.execute(update(attachments).where(_is(attachment)).values(**changed))


def _is(attachment: Attachment) -> ColumnElement[bool]:
    return (_table.matter == attachment.matter) & (_table.number == attachment.number)
