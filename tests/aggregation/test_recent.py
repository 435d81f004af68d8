"""Which matters a partition keeps decoded, with their steps."""

from services.aggregation.tally.recent import CountedMatter, RecentlyCounted
from shared.measures.contributions import contributions
from tests.support.events import proposal

GENERATION = 3


def counted(number: int) -> CountedMatter:
    facts = proposal(number, number + 1)
    return CountedMatter(facts, frozenset(contributions(facts)))


def test_the_newest_matters_are_kept_and_at_most_twice_as_many() -> None:
    recent = RecentlyCounted(GENERATION)
    for number in range(100):
        recent.put(str(number), counted(number))
        newest = range(max(0, number - GENERATION + 1), number + 1)
        assert [recent.get(str(each)) for each in newest] == [counted(each) for each in newest]
        assert sum(recent.get(str(each)) is not None for each in range(100)) <= 2 * GENERATION


def test_what_was_counted_last_of_a_matter_is_kept() -> None:
    recent = RecentlyCounted(GENERATION)
    for number in (1, 2, 3, 4):
        recent.put("522722-p-2014-1", counted(number))
        recent.put(f"522722-p-2014-{number + 1}", counted(0))
        assert recent.get("522722-p-2014-1") == counted(number)
