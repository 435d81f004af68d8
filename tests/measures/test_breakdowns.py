"""Breakdowns: every part counts what a naive count of its matters gives, and parts and residual make the undivided figure."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from shared.contracts.consultation_vocabulary import HeldBy
from shared.contracts.dated import Suggestion
from shared.contracts.facts import ConsultationFacts
from shared.contracts.pages import ReportPage, Steps, month_of
from shared.contracts.proposal_vocabulary import Breakdown, UnitClass
from shared.contracts.stamps import Stamp
from shared.contracts.topics import Topic
from shared.measures.breakdown_figures import NOT_RECORDED, break_down
from shared.measures.breakdowns import BROKEN_DOWN, DividedFacts, divided, divided_steps
from shared.measures.contributions import contributions
from shared.measures.measure import counters_of
from shared.measures.steps import Step
from tests.measures.naive import counting
from tests.support.events import consultation, day, proposal
from tests.support.matter_strategies import consultations
from tests.support.strategies import FIRST, SPAN, proposals

HOME = "520603"
_STAMP = Stamp(cluster="one", measures=1, topic=Topic.TALLIES, partition=0, position=1)


def parts_of(facts: DividedFacts) -> dict[tuple[Breakdown, str], DividedFacts]:
    """Returns each part that facts belong to, with the facts that count there."""
    if isinstance(facts, ConsultationFacts):
        return {} if facts.sector is None else {(Breakdown.SECTOR, facts.sector): facts}
    found: dict[tuple[Breakdown, str], DividedFacts] = {}
    if facts.chain:
        return found
    if facts.type is not None:
        found[Breakdown.TYPE, facts.type] = facts
    if facts.sector is not None:
        found[Breakdown.SECTOR, facts.sector] = facts
    if facts.theme is not None:
        found[Breakdown.THEME, facts.theme] = facts
    for each in set(facts.unit_classes) - {None}:
        assert each is not None
        classified = zip(facts.assignments, facts.unit_classes, strict=True)
        some = tuple(one for one, unit_class in classified if unit_class == each)
        found[Breakdown.UNIT_CLASS, each] = structs.replace(facts, assignments=some)
    return found


@settings(max_examples=60)
@given(proposals() | consultations(), st.integers(0, SPAN + 400))
def test_on_every_day_a_part_counts_what_a_naive_count_of_its_facts_gives(facts: DividedFacts, at: int) -> None:
    on = FIRST + timedelta(at)
    expected: Counter[str] = Counter()
    for (breakdown, part), some in parts_of(facts).items():
        counters = {counter for measure in BROKEN_DOWN[breakdown] for counter in counters_of(measure)}
        expected.update(divided(each, breakdown, part) for each in counting(some, on) if each in counters)
    counted: Counter[str] = Counter()
    for _, (counter, _, since, amount) in divided_steps(facts):
        if since <= on:
            counted[counter] += amount
    assert +counted == expected


def page(steps: list[Step]) -> ReportPage:
    """Returns a page with these steps, which are all of one month."""
    pages: Steps = {}
    for counter, _, on, amount in steps:
        days = pages.setdefault(counter, {})
        days[on] = days.get(on, 0) + amount
    return ReportPage(stamp=_STAMP, organization=HOME, year=2014, month=month_of(day(0)), own=pages, subtree=pages)


def test_the_parts_and_what_is_not_recorded_make_the_undivided_figure() -> None:
    matters = [proposal(1, 2, 3, unit_class=unit_class) for unit_class in (UnitClass.COURT, UnitClass.PARTY) * 2]
    matters.append(structs.replace(matters[0], unit_classes=()))
    main = page([step for facts in matters for step in contributions(facts)])
    divided_page = page([step for facts in matters for _, step in divided_steps(facts)])
    figures = break_down([main], [divided_page], Breakdown.UNIT_CLASS, as_of=date(2014, 12, 31), year=2014)
    assignments = next(figure for figure in figures if figure.measure == "assignments")
    assert [(part.part, part.title, part.value) for part in assignments.parts] == [
        ("unit_class=party", "党委部门", 2),
        ("unit_class=court", "法院", 2),
    ]
    assert (assignments.numerator, assignments.residual, assignments.residual_title) == (5, 1, NOT_RECORDED)


def test_an_activity_of_a_sector_counts_in_its_part_and_one_without_its_sector_in_the_residual() -> None:
    made = tuple(Suggestion(day(at)) for at in (5, 6))
    activity = structs.replace(consultation(3, 4), held_by=HeldBy.SECTOR, suggestions=made)
    matters = [structs.replace(activity, sector=sector) for sector in ("农业界", "农业界", "医卫界", None)]
    matters.append(structs.replace(activity, held_by=HeldBy.SPECIAL_COMMITTEE, sector="农业界"))
    main = page([step for facts in matters for step in contributions(facts)])
    divided_page = page([step for facts in matters for _, step in divided_steps(facts)])
    figures = break_down([main], [divided_page], Breakdown.SECTOR, as_of=date(2014, 12, 31), year=2014)
    shown = {figure.measure: figure for figure in figures if figure.measure.startswith("sector_")}
    for measure, each in (("sector_activities", 1), ("sector_suggestions", 2)):
        assert [(part.title, part.value) for part in shown[measure].parts] == [("农业界", 2 * each), ("医卫界", each)]
        assert (shown[measure].numerator, shown[measure].residual) == (4 * each, each)
