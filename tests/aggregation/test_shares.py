"""No share exceeds 100 %, on any day, whatever happened: through tally and rollup, against a walk over the facts of each day."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.consultation_vocabulary import ActivityClass
from shared.contracts.facts import ConsultationFacts, Facts, OpinionFacts, OrganizationFacts, PlanFacts, ProposalFacts
from shared.contracts.pages import Steps
from shared.contracts.subjects import organization_of
from shared.contracts.vocabulary import Level
from shared.measures.catalogue import MEASURES
from shared.measures.report import assemble
from tests.aggregation.test_rollup import Chain
from tests.support.events import consultation, day, place
from tests.support.matter_strategies import opinions, plans
from tests.support.strategies import proposals

COUNTIES, TOWNSHIPS = ("d1", "d2"), ("t1", "t2", "t3", "t4")
ABOVE = ("c1", *COUNTIES, *TOWNSHIPS)
PERIODS = {"year": (1, 12), "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12), "h1": (1, 6), "h2": (7, 12)}
SHARES = tuple(measure for measure in MEASURES if measure.unit == "percent")


class History:
    """What the keepers and the townships did, as the facts that it leads to. Days are counted from 2014-01-01."""

    def __init__(self) -> None:
        self.parents = {key: [(0, COUNTIES[number % 2])] for number, key in enumerate(TOWNSHIPS)}
        self.roster = {key: [(0, True)] for key in TOWNSHIPS}
        self.body = {key: list[tuple[int, bool]]() for key in TOWNSHIPS}
        self.matters: dict[str, Facts] = {}

    def apply(self, step: str, key: str, on: int, activity: ActivityClass) -> str:
        """Applies one change; returns the subject that it changes."""
        match step:
            case "establish" | "dissolve":
                self.body[key].append((on, step == "establish"))
            case "remove" | "merge":
                self.roster[key].append((on, False))
            case "move":
                self.parents[key].append((on, COUNTIES[on % 2]))
            case _:
                subject = f"{key}-c-2014-{len(self.matters) + 1}"
                self.matters[subject] = consultation(on, on, activity=activity)
                return subject
        return key

    def facts(self, subject: str) -> Facts:
        if subject in self.matters:
            return self.matters[subject]
        roster, body = sorted(self.roster[subject]), sorted(self.body[subject])
        return place(Level.TOWNSHIP, *sorted(self.parents[subject]), roster=roster, body=body)


STEPS = ("establish", "establish", "dissolve", "merge", "remove", "move", "activity", "activity")
steps = st.tuples(
    st.sampled_from(STEPS), st.sampled_from(TOWNSHIPS), st.integers(1, 400), st.sampled_from(ActivityClass)
)
others = st.lists(st.tuples(st.sampled_from((*COUNTIES, *TOWNSHIPS)), proposals() | opinions() | plans()), max_size=6)


@pytest.mark.full
@settings(max_examples=40)
@given(
    st.lists(steps, min_size=4, max_size=18, unique_by=lambda step: (step[1], step[2])),
    others,
    st.lists(st.integers(0, 450).map(day), max_size=3),
    st.sampled_from((1, 4, 30)),
)
def test_no_share_of_any_measure_exceeds_the_whole_on_any_day(
    history: list[tuple[str, str, int, ActivityClass]], matters: list[tuple[str, Facts]], days: list[date], every: int
) -> None:
    """`every`: after so many events, tally and rollup give away what has changed."""
    chain, known = Chain(), History()
    newest: dict[str, Facts] = {key: place(Level.COUNTY, (0, "c1")) for key in COUNTIES}
    newest |= {key: known.facts(key) for key in TOWNSHIPS}
    newest |= {f"{key}-{_LETTER[type(facts)]}-2014-{n}": facts for n, (key, facts) in enumerate(matters, 1)}
    for subject, facts in newest.items():
        chain.publish(subject, facts)
    for number, step in enumerate(history, 2):
        subject = known.apply(*step)
        newest[subject] = known.facts(subject)
        chain.publish(subject, newest[subject], sequence=number)
        if number % every == 0:
            chain.flush_tally()
            chain.flush_rollup()
    chain.flush_tally()
    chain.flush_rollup()
    for above in ABOVE:
        pages = [page for page in chain.reports.values() if page.organization == above]
        check([(page.year, page.own) for page in pages])
        check([(page.year, page.subtree) for page in pages])
        for as_of in {*days, date(2014, 12, 31), date(2015, 2, 1)}:
            figures = {each.measure: each for each in assemble(pages, as_of=as_of, year=2014)}
            shown = {name: (figures[name].numerator, figures[name].denominator) for name in INDICATORS}
            assert shown == walked(newest, above, as_of)


_LETTER = {ProposalFacts: "p", OpinionFacts: "o", PlanFacts: "a"}


def check(pages: list[tuple[int, Steps]]) -> None:
    """Checks for every day and year that no part is less than nothing or more than its whole."""
    changes: dict[date, list[tuple[int, str, int]]] = defaultdict(list)
    for year, found in pages:
        for counter, amounts in found.items():
            for on, amount in amounts.items():
                changes[on].append((year, counter, amount))
    sums = Counter[tuple[int, str]]()
    for on in sorted(changes):
        for year, counter, amount in changes[on]:
            sums[year, counter] += amount
        for year in {year for year, *_ in changes[on]} - {0} or {2014}:
            for measure in SHARES:
                whole = sum(sums[of, counter] for counter in measure.denominator for of in (0, year))
                for counters in (measure.numerator, *(part.counters for part in measure.parts)):
                    assert 0 <= sum(sums[of, counter] for counter in counters for of in (0, year)) <= whole, (
                        measure,
                        on,
                    )


INDICATORS = {
    f"{name}{suffix}" for name in ("active_townships", "townships_appraised") for suffix in ("", "/q1", "/h2")
}


def walked(newest: Mapping[str, Facts], above: str, as_of: date) -> dict[str, tuple[int, int]]:
    """Counts the same for 2014, township by township: its place on the day, whether it counts, what it had done by then."""
    found = dict.fromkeys(INDICATORS, (0, 0))
    for name in INDICATORS:
        first, last = PERIODS[name.partition("/")[2] or "year"]
        until = min(as_of, date(2014, 12, 31) if last == 12 else date(2014, last + 1, 1) - timedelta(1))
        for key in TOWNSHIPS:
            record = newest[key]
            assert isinstance(record, OrganizationFacts)
            parent = [each for on, each in record.parents if on <= until][-1:]
            if above not in (key, *parent, *(["c1"] if parent else [])) or not _is_so(record.roster, until):
                continue
            appraised = name.startswith("townships_appraised")
            if not appraised and not _is_so(record.body, until):
                continue
            done = any(
                on.year == 2014 and first <= on.month <= last and on <= until
                for subject, facts in newest.items()
                if isinstance(facts, ConsultationFacts) and organization_of(subject) == key
                if not appraised or facts.activity is ActivityClass.APPRAISAL
                for on in [facts.steps[-1].day]
            )
            found[name] = found[name][0] + done, found[name][1] + 1
    return found


def _is_so(flags: tuple[tuple[date, bool], ...], on: date) -> bool:
    return [False, *(holds for since, holds in flags if since <= on)][-1]
