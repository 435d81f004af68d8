"""The newest facts and steps of matters that were counted recently: events of one matter come close together."""

from typing import NamedTuple

from shared.contracts.facts import Facts
from shared.measures.steps import Step

GENERATION = 1000
"""The number of matters of a partition that are kept at least, and half of those that are kept at most."""


class CountedMatter(NamedTuple):
    """What is counted of a matter: its facts, and the steps that were derived from them."""

    facts: Facts | None
    steps: frozenset[Step]


class RecentlyCounted:
    """What was counted of the last matters, at least `generation` of them. It only saves work: all can be derived again from the facts."""

    def __init__(self, generation: int = GENERATION) -> None:
        self._generation = generation
        self._young: dict[str, CountedMatter] = {}
        self._old: dict[str, CountedMatter] = {}

    def get(self, subject: str) -> CountedMatter | None:
        """Returns what was counted of a matter, if it is still kept."""
        return self._young.get(subject) or self._old.get(subject)

    def put(self, subject: str, counted: CountedMatter) -> None:
        """Keeps what is counted of a matter; forgets the older half of all matters when there are too many."""
        self._young[subject] = counted
        if len(self._young) >= self._generation:
            self._young, self._old = {}, self._young
