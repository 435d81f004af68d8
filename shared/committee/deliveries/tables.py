"""The tables of deliveries: what accounts chose to receive, what is due to whom, and the messages that are sent."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from shared.committee.notifications.tables import notifications
from shared.storage.columns import required
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME

LONGEST_ADDRESS = 254

delivery_choices = Table(
    "delivery_choices",
    service_tables,
    Column("account", String(LONGEST_NAME), ForeignKey("accounts.name"), primary_key=True),
    *required(address=String(LONGEST_ADDRESS), sorts=String(200), daily=Boolean, since=Timestamp),
)
"""The mail address of an account, the sorts of notifications that it receives, and whether once a day; those from `since` on."""

deliveries = Table(
    "deliveries",
    service_tables,
    Column("id", String(64), primary_key=True),
    *required(
        account=String(LONGEST_NAME),
        address=String(LONGEST_ADDRESS),
        state=String(16),
        attempts=Integer,
        made_at=Timestamp,
        next_at=Timestamp,
        error=String(200),
    ),
    Index("ix_deliveries_state", "state", "next_at"),
)
"""The messages. `id`: also that of the mail, the same at each attempt; `account`: empty for the webhook."""

delivery_items = Table(
    "delivery_items",
    service_tables,
    Column("notification", ForeignKey(notifications.c.id), primary_key=True),
    Column("account", String(LONGEST_NAME), primary_key=True),
    Column("due_at", Timestamp, nullable=False),
    Column("delivery", ForeignKey("deliveries.id"), index=True),
)
"""A notification that an account receives, each once. `delivery`: the message that it is in, once it is made."""
