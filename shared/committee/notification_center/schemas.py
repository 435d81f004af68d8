"""The bodies of notifications."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from shared.committee.notifications.vocabulary import NotificationSort


@dataclass(frozen=True, kw_only=True)
class NotificationView:
    """A notification of the account. `title`: empty where the account may not read the matter (any more); `text`: for users."""

    id: int
    sort: NotificationSort
    sort_title: str
    kind: str
    matter: str
    number: str
    title: str
    text: str
    recorded_at: datetime
    read: bool


class ReadNotifications(BaseModel):
    """The notifications to mark as read: those of `ids`, by default all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ids: list[int] | None = None
