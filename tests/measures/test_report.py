"""Report pages into a report: a year, a day, own or with all below."""

from datetime import date

from shared.contracts.pages import MEASURES_VERSION, ReportPage, Stamp, Steps
from shared.measures.figures import Figure
from shared.measures.report import Scope, assemble, totals

STAMP = Stamp(cluster="one", measures=MEASURES_VERSION, topic="lianxi.tallies", partition=0, position=1)


def page(year: int, month: str, subtree: Steps, own: Steps | None = None) -> ReportPage:
    return ReportPage(stamp=STAMP, organization="522625", year=year, month=month, own=own or {}, subtree=subtree)


PAGES = (
    page(0, "2013-01", {"townships": {date(2013, 1, 1): 9}, "township_bodies": {date(2013, 1, 1): 9}}),
    page(0, "2015-01", {"townships": {date(2015, 1, 1): 2}}),
    page(2013, "2014-01", {"proposals_received": {date(2014, 1, 9): 5}}),
    page(
        2014,
        "2014-01",
        {"proposals_received": {date(2014, 1, 5): 3, date(2014, 1, 20): 4}},
        own={"proposals_received": {date(2014, 1, 20): 1}},
    ),
    page(2014, "2015-02", {"proposals_received": {date(2015, 2, 1): 10}}),
)


def received(*, as_of: date, year: int | None = None, scope: Scope = "subtree") -> int:
    return totals(PAGES, as_of=as_of, year=year, scope=scope).get("proposals_received", 0)


def test_a_step_counts_from_its_day_on() -> None:
    days = (date(2014, 1, 4), date(2014, 1, 5), date(2014, 1, 19), date(2014, 1, 20), date(2014, 2, 1))
    assert [received(as_of=day, year=2014) for day in days] == [0, 3, 3, 7, 7]


def test_a_year_holds_its_own_matters_wherever_their_days_are() -> None:
    assert received(as_of=date(2016, 1, 1), year=2014) == 17
    assert received(as_of=date(2016, 1, 1), year=2013) == 5


def test_without_a_year_all_years_are_meant() -> None:
    assert received(as_of=date(2016, 1, 1)) == 22


def test_the_own_scope_leaves_out_what_is_below() -> None:
    assert received(as_of=date(2016, 1, 1), year=2014, scope="own") == 1


def figure(name: str, found: list[Figure]) -> Figure:
    return next(each for each in found if each.measure == name)


def test_every_report_has_the_bodies_up_to_its_day() -> None:
    then = figure("township_bodies", assemble(PAGES, as_of=date(2014, 6, 30), year=2013))
    now = figure("township_bodies", assemble(PAGES, as_of=date(2016, 1, 1), year=2013))
    assert [(each.numerator, each.denominator, str(each.value)) for each in (then, now)] == [
        (9, 9, "100.00"),
        (9, 11, "81.82"),
    ]


def test_what_is_periodic_is_read_on_the_last_day_of_its_year_with_its_denominator() -> None:
    pages = (
        page(0, "2014-01", {"township_bodies": {date(2014, 1, 1): 4}}),
        page(0, "2015-03", {"township_bodies": {date(2015, 3, 1): 6}}),
        page(2014, "2014-05", {"active_townships/year": {date(2014, 5, 1): 3}}),
        page(2014, "2015-01", {"active_townships/year": {date(2015, 1, 1): -3}}),
    )
    for day, expected in ((date(2014, 4, 1), (0, 4)), (date(2014, 6, 1), (3, 4)), (date(2016, 1, 1), (3, 4))):
        active = figure("active_townships", assemble(pages, as_of=day, year=2014))
        assert (active.numerator, active.denominator) == expected
    assert figure("township_bodies", assemble(pages, as_of=date(2016, 1, 1), year=2014)).numerator == 10
    assert figure("active_townships", assemble(pages, as_of=date(2016, 1, 1))).numerator == 0


def test_an_item_that_nobody_meets_any_more_is_still_an_item() -> None:
    steps = {"standardised_bodies/funds": {date(2014, 1, 1): 1, date(2014, 1, 9): -1}}
    found = figure("standardised_bodies", assemble((page(0, "2014-01", steps),), as_of=date(2015, 1, 1)))
    assert [(part.part, part.value) for part in found.parts] == [("funds", 0)]


def test_a_report_of_nothing_has_every_figure_and_no_rate() -> None:
    found = assemble((), as_of=date(2014, 1, 1), year=2014)
    assert {each.value for each in found} == {None, 0}
