"""The tables of notifications."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from shared.contracts.subjects import LONGEST_ID
from shared.domain.lines import LONGEST_LINE
from shared.storage.columns import required
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME

notifications = Table(
    "notifications",
    service_tables,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    *required(
        organization=String(32),
        kind=String(32),
        matter=String(LONGEST_ID),
        occasion=String(64),
        sort=String(16),
        recipient=String(16),
        addressee=String(LONGEST_LINE),
        command=String(32),
        detail=String(LONGEST_LINE),
        caused_by=String(LONGEST_NAME),
        recorded_at=Timestamp,
        planned=Boolean,
    ),
    UniqueConstraint("matter", "occasion", "sort", "recipient", "addressee"),
    Index("ix_notifications_organization", "organization", "recorded_at"),
    Index("ix_notifications_planned", "planned"),
)
"""What concerns a unit, a member, the proposers, the office or the leaders, each once. `occasion`: the version of the matter or the
reminder that it is from; `caused_by`: the account that gave the command; `planned`: whether its deliveries are decided."""

notification_reads = Table(
    "notification_reads",
    service_tables,
    Column("account", String(LONGEST_NAME), ForeignKey("accounts.name"), primary_key=True),
    Column("notification", ForeignKey("notifications.id"), primary_key=True),
)
"""The notifications that an account has read."""
