"""The rules of cadence: how many activities are expected in a year, and which of them took place."""

from datetime import date
from pathlib import Path

import pytest

from shared.contracts.consultation_vocabulary import ActivityClass, ActivityForm, HeldBy
from shared.domain.cadence import CadenceRule, Every, HeldActivity, RuleResult, cadence_of
from shared.domain.charters.cadence_rules import cadence_rule
from shared.domain.charters.charters import CharterError, Charters

MAYOR = CadenceRule(title="市长与委员座谈会", forms=(ActivityForm.INTERVIEW,))
QUARTERLY = CadenceRule(title="常委会协商", every=Every.QUARTER, held_by=(HeldBy.STANDING_COMMITTEE,))
MONTHLY = CadenceRule(title="专委会或界别协商", every=Every.MONTH, held_by=(HeldBy.SPECIAL_COMMITTEE, HeldBy.SECTOR))
TONGREN = (MAYOR, QUARTERLY, MONTHLY)
YEAR_END = date(2013, 12, 31)


def held(
    month: int,
    day: int = 1,
    *,
    by: HeldBy | None = HeldBy.SECTOR,
    form: ActivityForm | None = None,
    activity: ActivityClass = ActivityClass.CONSULTATION,
) -> HeldActivity:
    return HeldActivity(date(2013, month, day), activity, form, by)


def result(rule: CadenceRule, *activities: HeldActivity, day: date = YEAR_END) -> RuleResult:
    (found,) = cadence_of((rule,), activities, year=2013, day=day)
    return found


def test_tongren_expects_17_a_year_and_21_where_the_quarterly_pair_counts_as_two() -> None:
    pair = CadenceRule(title="常委会协商", count=2, every=Every.QUARTER, held_by=(HeldBy.STANDING_COMMITTEE,))
    assert sum(rule.expected for rule in TONGREN) == 17
    assert sum(rule.expected for rule in (MAYOR, pair, MONTHLY)) == 21


def test_sector_months_are_periods_of_their_own() -> None:
    sectors = CadenceRule(title="界别活动", count=28, months=(4, 10), held_by=(HeldBy.SECTOR,))
    assert sectors.expected == 56
    assert sectors.description == "每年4、10月各28次"
    found = result(sectors, *(held(4, day) for day in range(1, 31)), held(5), day=date(2013, 5, 2))
    assert (found.held, found.beyond, found.missed, found.next_due) == (28, 3, 0, date(2013, 10, 31))


def test_a_period_counts_no_more_than_it_expects() -> None:
    found = result(MONTHLY, held(1, 5), held(1, 6), held(3), day=date(2013, 3, 15))
    assert (found.held, found.beyond) == (2, 1)
    assert (found.missed, found.next_due) == (1, date(2013, 4, 30))


def test_a_period_is_missed_from_the_day_after_its_last() -> None:
    assert result(MONTHLY, day=date(2013, 1, 31)).missed == 0
    assert result(MONTHLY, day=date(2013, 1, 31)).next_due == date(2013, 1, 31)
    assert result(MONTHLY, day=date(2013, 2, 1)).missed == 1


def test_an_activity_counts_for_the_first_rule_that_counts_it_and_for_its_class_only() -> None:
    activities = (
        held(2, by=HeldBy.SECTOR, form=ActivityForm.INTERVIEW),
        held(2, by=None),
        held(2, activity=ActivityClass.RESEARCH),
    )
    assert [each.held for each in cadence_of(TONGREN, activities, year=2013, day=YEAR_END)] == [1, 0, 0]


def test_hearings_by_the_party_committee_are_expected_twice_a_year() -> None:
    hearings = CadenceRule(title="党委听取汇报", every=Every.HALF_YEAR, activities=(ActivityClass.HEARING,))
    twice = result(hearings, held(2, activity=ActivityClass.HEARING), held(2, activity=ActivityClass.HEARING))
    assert (twice.held, twice.beyond, twice.missed) == (1, 1, 0)


def test_another_year_and_a_day_to_come_do_not_count() -> None:
    assert result(MAYOR, held(2, form=ActivityForm.INTERVIEW)._replace(day=date(2012, 2, 1))).held == 0
    assert result(MAYOR, held(5, form=ActivityForm.INTERVIEW), day=date(2013, 4, 1)).held == 0


def test_a_charter_names_the_rules(tmp_path: Path) -> None:
    charter = tmp_path / "charter.toml"
    rule = '{ title = "界别协商", every = "month", held_by = ["sector"] }'
    charter.write_text(f"[service]\nhosts = []\nkeeps = []\n[[rules]]\nfrom = 2013-01-01\ncadence = [{rule}]\n")
    charters = Charters.load(charter)
    assert charters.on(date(2012, 12, 31), "520600").cadence == ()
    assert charters.on(date(2013, 1, 1), "520600").cadence == (
        CadenceRule(title="界别协商", every=Every.MONTH, held_by=(HeldBy.SECTOR,)),
    )
    charter.write_text(charter.read_text().replace("month", "week"))
    with pytest.raises(CharterError, match="week"):
        Charters.load(charter)


@pytest.mark.parametrize(
    "rule",
    [
        {"count": 1},
        {"title": ""},
        {"title": "一", "count": 0},
        {"title": "一", "count": True},
        {"title": "一", "months": [13]},
        {"title": "一", "months": [4, 4]},
        {"title": "一", "months": [4], "every": "month"},
        {"title": "一", "period": "year"},
        {"title": "一", "held_by": ["nobody"]},
    ],
)
def test_a_wrong_rule_keeps_the_service_from_starting(rule: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"cadence|nobody"):
        cadence_rule(rule)
