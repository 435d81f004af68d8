"""One partition of one topic, folded: the newest facts of each matter, and the steps they add up to."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, cast

import msgspec

from services.aggregation.steps import add
from services.aggregation.tally.activities import Activities, Amounts
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.codec import Event
from shared.contracts.facts import ConsultationFacts, Facts, OrganizationFacts
from shared.contracts.pages import Steps, month_of
from shared.contracts.subjects import organization_of
from shared.contracts.topics import EVENT_TOPICS
from shared.measures.consultations import Activity, activity
from shared.measures.contributions import contributions

_pack = msgspec.msgpack.Encoder().encode
_unpack: dict[Any, Any] = {
    event.facts: msgspec.msgpack.Decoder(event.facts).decode
    for event in CATALOGUE.values()
    if event.topic in EVENT_TOPICS
}


_NO_ACTIVITY = (None, None)


class UncountableError(ValueError):
    """An event that decodes and still cannot be counted; the message is the reason."""


class PageKey(NamedTuple):
    """One page: the steps of an organization, of matters of a year, in a month."""

    organization: str
    year: int
    month: str


class Newest(NamedTuple):
    """The newest facts of a matter, packed: smaller than their steps, and as quick to derive them from again."""

    version: tuple[int, int]
    facts: bytes


class Partition:
    """`position`: everything before it is counted in. `changed` and `places`: what has not been sent since it changed."""

    def __init__(self, position: int) -> None:
        self.position = position
        self.pages: dict[PageKey, Steps] = {}
        self.changed: set[PageKey] = set()
        self.places: dict[str, OrganizationFacts] = {}
        self.changed_places: set[str] = set()
        self._newest: dict[str, Newest] = {}
        self._activities = Activities()

    def count(self, event: Event) -> None:
        """Count an event in, unless something at least as new is known. `UncountableError`: nothing has changed."""
        subject, version = event.subject, event.version
        known = self._newest.get(subject)
        if known is not None and known.version >= version:
            return
        facts = cast("Facts", event.facts)
        try:
            old = _unpack[type(facts)](known.facts) if known else None
            packed, amounts = _pack(facts), _sum(facts, old)
            activities = _activity(old), _activity(facts)
        except Exception as error:
            raise UncountableError(f"cannot be counted: {error!r}") from error
        self._newest[subject] = Newest(version, packed)
        organization = organization_of(subject)
        self._book(organization, amounts)
        if activities != _NO_ACTIVITY:
            self._book(organization, self._activities.replace(organization, *activities))
        if isinstance(event.facts, OrganizationFacts):
            self.places[subject] = event.facts
            self.changed_places.add(subject)

    def _book(self, organization: str, amounts: Amounts) -> None:
        pages, changed = self.pages, self.changed
        for (counter, year, day), amount in amounts.items():
            if amount:
                key = PageKey(organization, year, month_of(day))
                add(pages.setdefault(key, {}), counter, day, amount)
                changed.add(key)

    def refresh(self) -> None:
        """Everything has to be sent again."""
        self.changed.update(self.pages)
        self.changed_places.update(self.places)


def _activity(facts: Facts | None) -> Activity | None:
    return activity(facts) if type(facts) is ConsultationFacts else None


def _sum(new: Facts, old: Facts | None) -> Amounts:
    """What the new facts add and the old ones no longer do."""
    amounts: Amounts = {}
    _put(amounts, contributions(new), 1)
    if old is not None:
        _put(amounts, contributions(old), -1)
    return amounts


def _put(amounts: Amounts, steps: Iterable[tuple[str, int, date, int]], sign: int) -> None:
    for counter, year, day, amount in steps:
        key = (counter, year, day)
        amounts[key] = amounts.get(key, 0) + sign * amount
