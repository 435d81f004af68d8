"""The script of a matter of any kind: its requests from the first to the last. `scripts` sends them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from deploy.demo.records import REASON

NEWEST = date(2026, 6, 30)
"""Nothing in the demonstration lies after this day."""

Step = tuple[str, dict[str, Any], int]
"""A command, its body, and how many days it takes at most."""

Request = tuple[str, dict[str, Any]]


class DemoPlace(NamedTuple):
    """An organization, and the service it works in."""

    organization: str
    service: str

    @property
    def account(self) -> str:
        """As which everything is recorded there."""
        return f"{self.organization}-secretariat"


@dataclass(frozen=True, kw_only=True)
class MatterScript:
    """A matter of an organization: the bodies of its requests, in order; the first one begins it.

    `kind` is the word in its path (`proposals`); `title` is its own among those of the place.
    """

    kind: str
    place: DemoPlace
    title: str
    requests: list[Request] = field(default_factory=list)

    def key(self, step: int) -> str:
        """The Idempotency-Key of a request: the same at every attempt."""
        return f"demo-{self.kind}-{self.place.organization}-{self.title}-{step}"


def dated(path: Sequence[Step], start: date, random: Random, until: date = NEWEST) -> list[Request]:
    """Each request with its day; what would lie after `until` has not happened yet."""
    requests, day = [], start
    for command, body, days in path:
        day += timedelta(days=random.randint(min(1, days), days))
        if day > until:
            break
        requests.append((command, {**body, **on(day)}))
    return requests


def on(day: date) -> dict[str, str]:
    """What says in a body that something took effect on this day, and is recorded late."""
    return {"on": day.isoformat(), "late_reason": REASON}
