"""Tables of the report pages that this service has read from Kafka."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, Table, Text, tuple_

from shared.storage.columns import keys, required
from shared.storage.database import read_tables
from shared.storage.timestamps import Timestamp

report_pages = Table(
    "report_pages",
    read_tables,
    *keys(organization=String(32), year=Integer, month=String(7), breakdown=String(16)),
    *required(cluster=Text, measures=Integer, session=BigInteger, position=BigInteger),
    Column("revision", BigInteger, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)
"""The page with the highest rank of each key; `body`: the encoded page; `revision`: that of the feed when its figures last changed.

`breakdown`: that of a page of a breakdown, else empty.
"""

PageKey = tuple[str, int, str, str]
"""Organization, year, month and breakdown."""

page_key = tuple_(*(report_pages.c[name] for name in ("organization", "year", "month", "breakdown")))
"""The columns of a `PageKey`."""

report_feed = Table(
    "report_feed",
    read_tables,
    Column("id", Integer, primary_key=True, autoincrement=False),
    *required(
        cluster=Text,
        revision=BigInteger,
        read_at=Timestamp,
        written_at=Timestamp,
        rebuilding=Boolean,
        marker_measures=Integer,
        marker_session=BigInteger,
        marker_position=BigInteger,
    ),
)
"""One row: the cluster of the pages, the times at which the newest was read and written, and whether a refill is in progress.

`revision` rises whenever pages are stored; `marker_…`: the rank below which a page is void."""
