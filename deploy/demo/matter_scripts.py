"""The script of a matter of any kind: its requests from the first to the last. `scripts` sends them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from deploy.demo.records import REASON

NEWEST = date(2026, 6, 30)
"""The last day of the demonstration data."""

ScriptStep = tuple[str, dict[str, Any], int]
"""A command, its body, and its maximum duration in days."""

Request = tuple[str, dict[str, Any]]
"""A command and its body."""

BATCHED = frozenset(
    {("proposals", "file"), ("proposals", "assign"), ("proposals", "acknowledge"), ("proposals", "close")}
)
"""Kind and command of the requests that are sent once for all matters that they are the same for."""


class DemoPlace(NamedTuple):
    """An organization, and the service that hosts it."""

    organization: str
    service: str

    @property
    def account(self) -> str:
        """Returns the account that records everything of this organization."""
        return f"{self.organization}-secretariat"


@dataclass(frozen=True, kw_only=True)
class MatterScript:
    """A matter of an organization: the bodies of its requests in order; the first one creates it.

    `kind`: its name in paths (`proposals`); `title`: unique among the matters of the place.
    """

    kind: str
    place: DemoPlace
    title: str
    requests: list[Request] = field(default_factory=list)

    def is_batched(self, step: int) -> bool:
        """Returns whether a request is sent together with the same requests of other matters."""
        return (self.kind, self.requests[step][0]) in BATCHED

    def key(self, step: int) -> str:
        """Returns the Idempotency-Key of a request, the same at every attempt."""
        return f"demo-{self.kind}-{self.place.organization}-{self.title}-{step}"


def followed(script: MatterScript, after: str, *further: Request) -> MatterScript:
    """Returns the script with further requests after the last one with the command `after`, each on its day."""
    place = max((number for number, (command, _) in enumerate(script.requests) if command == after), default=None)
    if place is None:
        return script
    day = {name: script.requests[place][1][name] for name in ("on", "late_reason")}
    added = [(command, {**body, **day}) for command, body in further]
    return replace(script, requests=[*script.requests[: place + 1], *added, *script.requests[place + 1 :]])


def dated(path: Sequence[ScriptStep], start: date, random: Random, until: date = NEWEST) -> list[Request]:
    """Yields each request with its day, until the day `until`."""
    requests, day = [], start
    for command, body, days in path:
        day += timedelta(days=random.randint(min(1, days), days))
        if day > until:
            break
        requests.append((command, {**body, **on(day)}))
    return requests


def on(day: date) -> dict[str, str]:
    """Returns the fields of a body for an effect on this day that is recorded late."""
    return {"on": day.isoformat(), "late_reason": REASON}
