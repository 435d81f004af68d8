"""The generated page `docs/measures.md`, from the tables of counters and measures."""

from collections.abc import Iterable

from shared.contracts.proposal_vocabulary import Breakdown
from shared.measures.breakdowns import BROKEN_DOWN
from shared.measures.catalogue import MEASURES
from shared.measures.counters import COUNTERS
from shared.measures.measure import Measure

_INTRODUCTION = """\
# Measures

Generated from `shared/measures/catalogue.py` and `shared/measures/counters.py`; a test fails when this page is stale.

A figure is the sum of the steps of its counters up to a day (decision 0020), of the organization itself (`own`) or of all that is under
it on each day (`subtree`, decision 0021); the amounts that a move in the tree added or removed are also counted under `…/moved`, and each
figure shows it (`moved`, `denominator_moved`). Matters are counted in their own year; bodies and rosters belong to none and are in every
report. Where the denominator is 0 there is no value. Percentages are rounded once, half up, from the whole numbers. A figure of a period
is read, with its denominator, on the last day of the period at the latest; in a report of all years only the period `year` is shown.
"""


_BREAKDOWNS = """\
A report with `part` shows these figures with the parts of the breakdown (`theme=social`), each with its numerator, denominator and
rate, and what is not recorded as residual. The counters are those below with the part behind their name:
`proposals_closed/theme=social` (decision 0026).
"""


def markdown() -> str:
    """Returns the text of the page."""
    measures = _table(("measure", "名称", "unit", "numerator", "denominator", "分母", "parts"), map(_measure, MEASURES))
    breakdowns = _table(("part", "名称", "measures"), (_breakdown(each) for each in Breakdown))
    counters = _table(("counter", "counts a matter"), map(_counter, COUNTERS))
    return f"{_INTRODUCTION}\n## In reports\n\n{measures}\n\n## Breakdowns\n\n{_BREAKDOWNS}\n{breakdowns}\n\n## Counters\n\n{counters}\n"


def _breakdown(breakdown: Breakdown) -> tuple[str, ...]:
    return f"`{breakdown}`", breakdown.title_zh, ", ".join(f"`{measure.name}`" for measure in BROKEN_DOWN[breakdown])


def _measure(measure: Measure) -> tuple[str, ...]:
    return (
        f"`{measure.name}`",
        measure.title_zh,
        measure.unit,
        _sum(measure.numerator) if measure.buckets is None else f"median of `{measure.buckets}…`",
        _sum(measure.denominator) if measure.buckets is None else f"all of `{measure.buckets}…`",
        measure.denominator_title or "–",
        _parts(measure),
    )


def _counter(counter: tuple[str, str]) -> tuple[str, ...]:
    return f"`{counter[0]}`", counter[1]


def _sum(counters: tuple[str, ...]) -> str:
    return " + ".join(f"`{counter}`" for counter in counters) or "–"


def _parts(measure: Measure) -> str:
    if measure.buckets is not None:
        return "median, p90"
    named = [f"{part.part} {part.title_zh}" for part in measure.parts]
    if measure.discovered is not None:
        named.append(f"`{measure.discovered}…`{' (overlapping, no residual)' if measure.overlapping else ''}")
    if not named:
        return "–"
    overlapping = " (overlapping, no residual)" if measure.overlapping and measure.parts else ""
    residual = "" if measure.overlapping else f"; residual: {measure.residual_title}"
    return f"{', '.join(named)}; of the {measure.whole}{overlapping}{residual}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
