"""An index of titles by their pairs of characters, which finds the most similar one in bounded time."""

from collections import Counter, defaultdict
from sys import intern

from shared.committee.matters.search import pairs_of
from shared.domain.comparison import comparison_key

_RAREST = 6
"""The number of the rarest pairs of a title by which candidates are found."""
_MOST_POSTINGS = 300
"""A pair that more titles contain finds no candidates."""


class TitleIndex:
    """Titles, each with a note of what it belongs to. `least`: the share of common pairs (Dice coefficient) from which two are similar."""

    def __init__(self, *, least: float) -> None:
        self._least = least
        self._pairs: list[tuple[str, ...]] = []
        self._notes: list[str] = []
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._equal: dict[str, str] = {}

    def add(self, title: str, note: str) -> None:
        """Adds a title. `note`: how a warning names what it belongs to."""
        key = comparison_key(title)
        pairs, position = tuple(map(intern, _pairs_of(key))), len(self._pairs)
        self._pairs.append(pairs)
        self._notes.append(note)
        self._equal.setdefault(key, note)
        for pair in pairs:
            self._postings[pair].append(position)

    def equal_to(self, title: str) -> str:
        """Returns the note of the same title; empty when there is none."""
        return self._equal.get(comparison_key(title), "")

    def similar_to(self, title: str) -> str:
        """Returns the note of the most similar title; empty when none is similar."""
        wanted = _pairs_of(comparison_key(title))
        rarest = sorted(wanted, key=lambda pair: len(self._postings.get(pair, ())))[:_RAREST]
        found = Counter(
            position
            for pair in rarest
            if len(self._postings.get(pair, ())) <= _MOST_POSTINGS
            for position in self._postings.get(pair, ())
        )
        best, note = self._least, ""
        for position, _ in found.most_common(_MOST_POSTINGS):
            other = self._pairs[position]
            share = 2 * len(wanted.intersection(other)) / (len(wanted) + len(other))
            if share >= best:
                best, note = share, self._notes[position]
        return note


def _pairs_of(key: str) -> frozenset[str]:
    plain = key.replace(" ", "")
    return frozenset(pairs_of(plain)) or frozenset({plain})
