"""How a search is read: the word that the fewest matters contain finds the candidates, and the others are checked on each of them.

When many matters contain every word, the list is read in its own order instead, up to the end of the page, and its total is not counted
to the end. Grams are counted up to a limit, so that the time of a search does not depend on how often its words occur.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import String, column, func, select, values
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.matters.kind import AnyKind
from shared.committee.matters.search import Lookup, grams_of_word, words_of
from shared.committee.matters.search_tables import search_grams

FREQUENT = 10_000
"""The number of matters from which a gram is frequent: reading them all costs more than reading a list up to the end of a page."""

_RARE = 500
_COMPARED = 3
"""The grams of a word that are counted up to `FREQUENT`, when all of its grams occur in `_RARE` matters or more."""


class WordPlan(NamedTuple):
    """How a word is looked up. `gram`: the rarest of its grams; `matters`: the number of those with it, at most `FREQUENT`."""

    gram: str
    matters: int


@dataclass(frozen=True, kw_only=True)
class SearchPlan:
    """The words of a search by how they are looked up."""

    words: Mapping[str, WordPlan] = field(default_factory=dict)

    @property
    def candidates(self) -> int | None:
        """Returns how many matters the word finds that the fewest contain; None when all words are frequent, and without words."""
        fewest = min((each.matters for each in self.words.values()), default=FREQUENT)
        return None if fewest >= FREQUENT else fewest

    @property
    def is_frequent(self) -> bool:
        """Returns whether many matters contain every word."""
        return bool(self.words) and self.candidates is None

    def lookup(self, word: str) -> Lookup:
        """Returns how a word is looked up; by default by its first gram."""
        planned = self.words.get(word)
        if planned is None:
            return Lookup(grams_of_word(word)[0], finds=False)
        return Lookup(planned.gram, finds=planned.matters == self.candidates)


async def plan_search(
    connection: AsyncConnection, kind: AnyKind, organization: str, queries: Iterable[str]
) -> SearchPlan:
    """Returns the plan of the words of all these queries, which a matter has to contain."""
    grams = {word: grams_of_word(word) for query in queries for word in words_of(kind, query)}
    every = list(dict.fromkeys(gram for some in grams.values() for gram in some))
    counts = await gram_counts(connection, kind, organization, every, most=_RARE)
    if grams and all(counts[gram] == _RARE for gram in every):
        grams = {word: some[:_COMPARED] for word, some in grams.items()}
        compared = list(dict.fromkeys(gram for some in grams.values() for gram in some))
        counts = await gram_counts(connection, kind, organization, compared, most=FREQUENT)
    rarest = {word: min(some, key=counts.__getitem__) for word, some in grams.items()}
    return SearchPlan(words={word: WordPlan(gram, counts[gram]) for word, gram in rarest.items()})


async def gram_counts(
    connection: AsyncConnection, kind: AnyKind, organization: str, grams: Sequence[str], *, most: int
) -> dict[str, int]:
    """Returns in how many matters of the organization each gram occurs, counted up to `most`."""
    if not grams:
        return {}
    asked = values(column("gram", String), name="asked").data([(gram,) for gram in grams]).cte("asked")
    table = search_grams.c
    here = (table.organization == organization) & (table.kind == kind.name) & (table.gram == asked.c.gram)
    some = select(table.matter).where(here).limit(most).correlate(asked).subquery()
    number = select(func.count()).select_from(some).correlate(asked).scalar_subquery()
    return {row[0]: row[1] for row in await connection.execute(select(asked.c.gram, number))}
