"""The generated page, and that its tables are complete."""

import re
from datetime import date
from pathlib import Path

from hypothesis import given, settings

from deploy.generated.measures import markdown
from shared.contracts.facts import Facts
from shared.contracts.vocabulary import Recorded
from shared.measures.catalogue import MEASURES
from shared.measures.contributions import contributions
from shared.measures.counters import COUNTERS
from shared.measures.indicators import SOURCES, derived_steps
from shared.measures.optional import RECORDED
from tests.support.matter_strategies import matters
from tests.support.strategies import organizations, proposals

PAGE = Path(__file__).parents[2] / "docs" / "measures.md"


def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run: make contracts"


def _pattern(name: str) -> re.Pattern[str]:
    """Returns a counter of the table as an expression: `{a, b}` is one of these words, `{kind}` any word."""

    def word(found: re.Match[str]) -> str:
        words = found[1].split(", ")
        return f"({'|'.join(words)})" if len(words) > 1 else "[a-z0-9_]+"

    return re.compile(re.sub(r"\{([^}]*)\}", word, name))


PATTERNS = [_pattern(counter.name) for counter in COUNTERS]


def is_described(counter: str) -> bool:
    return any(pattern.fullmatch(counter) for pattern in PATTERNS)


@settings(max_examples=300)
@given(proposals() | organizations() | matters())
def test_every_counter_is_described(facts: Facts) -> None:
    assert [counter for counter, *_ in contributions(facts) if not is_described(counter)] == []


def test_every_indicator_is_described() -> None:
    steps = derived_steps({(2014, counter): {date(2014, 1, 1): 1} for counter in SOURCES - set(RECORDED.values())})
    names = {counter for counter, *_ in steps}
    assert {name.split("/")[0] for name in names} == {
        *("active_townships", "townships_appraised", "townships_with_station"),
        *Recorded,
    }
    assert all(map(is_described, names))


def test_measures_are_made_of_described_counters_only() -> None:
    for measure in MEASURES:
        counters = (
            *measure.numerator,
            *measure.denominator,
            *(name for part in measure.parts for name in part.counters),
        )
        assert [counter for counter in counters if not is_described(counter)] == []
