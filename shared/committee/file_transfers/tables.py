"""Tables of the files that travel with transfers: those that were sent, those that are expected here, and their chunks."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from shared.committee.file_contents.tables import LONGEST_HASH, file_contents
from shared.contracts.subjects import LONGEST_ID
from shared.domain.lines import LONGEST_LINE
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp

sent_files = Table(
    "sent_files",
    service_tables,
    Column("transfer", String(LONGEST_ID), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("file", Integer, primary_key=True),
    Column("hash", ForeignKey(file_contents.c.hash), nullable=False, index=True),
    Column("key", LargeBinary, nullable=False),
)
"""The files that a dispatch lists, numbered from 1: with content and `key` the relay makes the bytes of each chunk, the same each time.
Epoch and sequence are those of the dispatch. Rows stay, so that chunks can be published again."""

received_files = Table(
    "received_files",
    service_tables,
    Column("matter", String(LONGEST_ID), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("transfer", String(LONGEST_ID), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("file", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("name", String(LONGEST_LINE), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("hash", String(LONGEST_HASH), nullable=False),
    Column("chunks", Integer, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", Text),
    Column("expected_at", Timestamp, nullable=False),
    Column("awaited_until", Date, nullable=False),
    Index("ix_received_files_transfer", "transfer"),
)
"""The files of a received dispatch that are no attachments yet, or were refused with a reason. `number`: that of the attachment it
becomes, `step`: the sequence of the matter at which it was delivered; `awaited_until`: the last day on which the matter waits for it.
The row of a stored file is deleted."""

received_chunks = Table(
    "received_chunks",
    service_tables,
    Column("transfer", String(LONGEST_ID), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("file", Integer, primary_key=True),
    Column("chunk", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("received_at", Timestamp, nullable=False, index=True),
)
"""Sealed chunks, also those that arrived before their dispatch, until their file is complete."""
