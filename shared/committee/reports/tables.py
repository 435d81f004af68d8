"""Tables of the report pages that this service has read from Kafka."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, Table, Text

from shared.storage.database import read_tables
from shared.storage.timestamps import Timestamp

report_pages = Table(
    "report_pages",
    read_tables,
    Column("organization", String(32), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("breakdown", String(16), primary_key=True),
    Column("cluster", Text, nullable=False),
    Column("measures", Integer, nullable=False),
    Column("session", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)
"""The page with the highest rank of each key; `body`: the encoded page; `revision`: that of the feed when its figures last changed.

`breakdown`: that of a page of a breakdown, else empty.
"""

report_feed = Table(
    "report_feed",
    read_tables,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("cluster", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("read_at", Timestamp, nullable=False),
    Column("written_at", Timestamp, nullable=False),
    Column("rebuilding", Boolean, nullable=False),
    Column("marker_measures", Integer, nullable=False),
    Column("marker_session", BigInteger, nullable=False),
    Column("marker_position", BigInteger, nullable=False),
)
"""One row: the cluster of the pages, the times at which the newest was read and written, and whether a refill is in progress.

`revision` rises whenever pages are stored; `marker_…`: the rank below which a page is void."""
