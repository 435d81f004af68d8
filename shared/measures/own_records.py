"""The steps of an organization's own record: its cadence 协商频次; the counters are described in `counters.py`."""

from collections.abc import Iterable, Iterator
from datetime import date

from shared.contracts.facts import OwnFacts
from shared.measures.steps import Step, merged


def steps(facts: OwnFacts) -> list[Step]:
    """Returns the steps of the cadence: what a year expects from its first day on, and each activity that counts from its day on."""
    out: list[Step] = []
    for year in facts.cadence:
        out += _steps(year.year, "", year.expected, year.held)
        for rule in year.rules:
            out += _steps(year.year, f"/{rule.title}", rule.expected, rule.held)
    return merged(out)


def _steps(year: int, part: str, expected: int, held: Iterable[date]) -> Iterator[Step]:
    """Yields the steps of all rules of a year, or with a part those of one rule."""
    yield f"cadence_expected{part}", year, date(year, 1, 1), expected
    yield from ((f"cadence_held{part}", year, day, 1) for day in held)
