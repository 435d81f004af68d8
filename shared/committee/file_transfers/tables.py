"""Tables of the files that are sent with dispatches and notices: those that were sent, those that are expected here, and their chunks."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from shared.committee.files.contents.tables import LONGEST_HASH, file_contents
from shared.contracts.subjects import LONGEST_ID, LONGEST_KEY
from shared.domain.lines import LONGEST_LINE
from shared.storage.columns import keys, required
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp

sent_files = Table(
    "sent_files",
    service_tables,
    *keys(message=String(LONGEST_ID), epoch=Integer, sequence=Integer, file=Integer),
    *required(to=String(LONGEST_KEY), attachment=Integer),
    Column("hash", ForeignKey(file_contents.c.hash), nullable=False, index=True),
    Column("key", LargeBinary, nullable=False),
)
"""The files of a message, numbered from 1: with content and `key` the relay makes the bytes of each chunk, the same each time.
`message`: the transfer of a dispatch, or the derived matter of a notice; epoch and sequence are those of the message that lists the file
first. `attachment`: its number among those of the matter. Rows stay, so that chunks can be published again."""

received_files = Table(
    "received_files",
    service_tables,
    *keys(matter=String(LONGEST_ID), number=Integer),
    *required(
        message=String(LONGEST_ID),
        epoch=Integer,
        sequence=Integer,
        file=Integer,
        step=Integer,
        unit=String(LONGEST_LINE),
        name=String(LONGEST_LINE),
        size=BigInteger,
        hash=String(LONGEST_HASH),
        chunks=Integer,
        key=LargeBinary,
        status=String(16),
    ),
    Column("reason", Text),
    *required(expected_at=Timestamp, awaited_until=Date),
    Index("ix_received_files_message", "message"),
)
"""The files of received messages that are no attachments yet, or were refused with a reason. `number`: that of the attachment it
becomes, `step`: the sequence of the matter at which it was listed; `unit`: the unit elsewhere whose answer it belongs to, empty without
one; `awaited_until`: the last day on which the matter waits for it. The row of a stored file is deleted."""

received_chunks = Table(
    "received_chunks",
    service_tables,
    *keys(message=String(LONGEST_ID), epoch=Integer, sequence=Integer, file=Integer, chunk=Integer),
    Column("received_at", Timestamp, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""Sealed chunks, also those that arrived before their message, until their file is complete."""
