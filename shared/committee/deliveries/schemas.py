"""The bodies of what an account receives by mail."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from shared.committee.notifications.vocabulary import NotificationSort


@dataclass(frozen=True, kw_only=True)
class DeliveryChoiceView:
    """The choice of an account. `address`: empty for no mail; `daily`: whether once a day; `sends_mail`: whether there is a mail server.

    `undelivered`: why its newest message was not accepted; empty when it was.
    """

    address: str
    sorts: list[NotificationSort]
    daily: bool
    sends_mail: bool
    undelivered: str


class ChooseDeliveries(BaseModel):
    """What the account is to receive by mail. `address`: empty for no mail; `sorts`: by default all; `daily`: once a day, not at once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str
    sorts: list[NotificationSort] = list(NotificationSort)
    daily: bool = False
