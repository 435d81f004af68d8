"""Totals into figures: the known answers, residuals, and what is never shown."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.consultation_vocabulary import PlanClass
from shared.contracts.vocabulary import Answer, Outcome
from shared.domain.proposals.transitions import TRANSITIONS
from shared.measures.catalogue import MEASURES
from shared.measures.figures import Figure
from tests.support.figures import ZHENYUAN, figures


def figure(name: str, totals: dict[str, int], *, decimals: int = 2) -> Figure:
    every = figures(lambda counter: totals.get(counter, 0), counters=totals, decimals=decimals)
    return next(each for each in every if each.measure == name)


def shares(found: Figure) -> dict[str, str]:
    return {part.part: str(part.percent) for part in found.parts if part.value}


BY_CHANNEL = ZHENYUAN | {"proposals_online/channel=wechat": 60, "proposals_online/channel=website": 36}


def test_118_proposals_are_all_closed_and_36_resolved() -> None:
    outcome = figure("proposals_outcome", ZHENYUAN)
    assert (outcome.numerator, outcome.value, outcome.denominator, outcome.residual) == (118, 118, None, 0)
    assert shares(outcome) == {"resolved": "30.51", "planned": "44.07", "for_reference": "25.42"}
    assert str(figure("proposals_closed", ZHENYUAN).value) == "100.00"
    assert str(figure("proposals_resolved", ZHENYUAN).value) == "30.51"


def test_96_of_118_proposals_came_online_by_two_channels() -> None:
    online = figure("proposals_online", BY_CHANNEL)
    assert (online.numerator, online.denominator, str(online.value), online.residual) == (96, 118, "81.36", 0)
    assert [(part.part, part.value) for part in online.parts] == [("website", 36), ("wechat", 60)]


def test_22_of_26_opinion_reports_came_online_and_118_of_144_together() -> None:
    totals = BY_CHANNEL | {
        "opinions_received": 26,
        "opinions_online": 22,
        "opinions_online/channel=wechat": 20,
        "opinions_online/channel=qq_group": 2,
    }
    opinions, intake = figure("opinions_online", totals), figure("intake_online", totals)
    assert (opinions.numerator, opinions.denominator, str(opinions.value)) == (22, 26, "84.62")
    assert (intake.numerator, intake.denominator, str(intake.value), intake.residual) == (118, 144, "81.94", 0)
    assert [(part.part, part.value) for part in intake.parts] == [("website", 36), ("wechat", 80), ("qq_group", 2)]


def test_390_participants_of_26_consultations_are_15_on_average() -> None:
    average = figure("consultation_participants", {"consultation_participants": 390, "consultations_held": 26})
    assert (average.unit, average.numerator, average.denominator) == ("average", 390, 26)
    assert (
        str(
            figure(
                "consultation_participants", {"consultation_participants": 390, "consultations_held": 26}, decimals=1
            ).value
        )
        == "15.0"
    )


def test_appraisals_in_4_of_9_townships() -> None:
    totals = {"townships": 9, "townships_appraised/year": 4, "townships_appraised/q1": 1}
    year, quarter = figure("townships_appraised", totals), figure("townships_appraised/q1", totals)
    assert (year.numerator, year.denominator, str(year.value)) == (4, 9, "44.44")
    assert (quarter.numerator, str(quarter.value), quarter.title) == (
        1,
        "11.11",
        "开展民主评议的乡镇（街道）（第一季度）",
    )


def test_of_200_suggestions_160_are_adopted_and_64_done_on_both_bases() -> None:
    totals = {"suggestions_made": 200, "suggestions_adopted": 160, "suggestions_done": 64}
    names = ("suggestions_adopted", "suggestions_done", "suggestions_done_of_made")
    assert [str(figure(name, totals).value) for name in names] == ["80.00", "40.00", "32.00"]


def test_30_of_60_suggestions_are_half_of_them() -> None:
    assert str(figure("suggestions_adopted", {"suggestions_made": 60, "suggestions_adopted": 30}).value) == "50.00"


def test_a_plan_of_51_items_in_5_classes_has_no_residual() -> None:
    classes = dict(zip(PlanClass, (2, 6, 12, 21, 10), strict=False))
    totals = {"plan_items": 51} | {f"plan_items/{activity}": n for activity, n in classes.items()}
    items = figure("plan_items", totals)
    assert (items.value, items.residual, [part.value for part in items.parts]) == (51, 0, [2, 6, 12, 21, 10])


def test_a_visit_with_two_outcomes_makes_the_parts_overlap_and_leaves_no_residual() -> None:
    totals = {"window_visits": 40, "window_visits/report": 30, "window_visits/dispute_settled": 17}
    visits = figure("window_visits", totals)
    assert (visits.value, visits.residual) == (40, None)
    assert [(part.part, part.value) for part in visits.parts] == [
        ("report", 30),
        ("dispute_settled", 17),
        ("advice", 0),
    ]


def test_an_adoption_is_shown_by_level_of_all_received() -> None:
    totals = {
        "opinions_received": 40,
        "opinions_adopted": 20,
        "opinions_adopted/level=county": 18,
        "opinions_adopted/level=city": 6,
    }
    adopted = figure("opinions_adopted", totals)
    assert (str(adopted.value), adopted.residual) == ("50.00", None)
    assert shares(adopted) == {"county": "45.00", "city": "15.00"}


def test_transfers_are_accepted_returned_or_silent_of_those_sent() -> None:
    totals = {"transfers_sent": 8, "transfers_accepted": 5, "transfers_returned": 1, "transfers_silent": 2}
    names = ("transfers_accepted", "transfers_returned", "transfers_silent")
    assert [str(figure(name, totals).value) for name in names] == ["62.50", "12.50", "25.00"]


def test_of_445_filed_31_are_left_without_outcome() -> None:
    totals = {"proposals_filed": 445, "proposals_outcome/resolved": 109, "proposals_outcome/planned": 305}
    outcome = figure("proposals_outcome", totals)
    assert shares(outcome) == {"resolved": "24.49", "planned": "68.54"}
    assert (outcome.residual, str(outcome.residual_percent)) == (31, "6.97")


def test_a_body_in_each_of_nine_townships_is_full_coverage() -> None:
    bodies = figure("township_bodies", {"townships": 9, "township_bodies": 9})
    assert (bodies.numerator, bodies.denominator, str(bodies.value)) == (9, 9, "100.00")
    assert bodies.denominator_title == "当日在册乡镇（街道）"


def test_172_bodies_are_full_coverage_of_172_and_not_of_181() -> None:
    assert str(figure("township_bodies", {"townships": 172, "township_bodies": 172}).value) == "100.00"
    assert str(figure("township_bodies", {"townships": 181, "township_bodies": 172}).value) == "95.03"


def test_the_items_of_the_checklist_come_from_the_data_and_overlap() -> None:
    totals = {
        "township_bodies": 4,
        "standardised_bodies": 1,
        "standardised_bodies/funds": 3,
        "standardised_bodies/premises": 4,
        "standardised_bodies/signboard": 2,
        "standardised_bodies/funds/moved": 1,
        "standardised_bodies/moved": 1,
    }
    standardised = figure("standardised_bodies", totals)
    assert [(part.part, part.title, part.value) for part in standardised.parts] == [
        ("premises", "办公场所", 4),
        ("funds", "工作经费", 3),
        ("signboard", "signboard", 2),
    ]
    assert shares(standardised) == {"premises": "100.00", "funds": "75.00", "signboard": "50.00"}
    assert (str(standardised.value), standardised.residual) == ("25.00", None)


def test_on_time_is_of_the_replied_and_the_overdue() -> None:
    on_time = figure("proposals_on_time", {"proposals_on_time": 7, "proposals_replied": 8, "proposals_overdue": 2})
    assert (on_time.numerator, on_time.denominator, str(on_time.value)) == (7, 10, "70.00")


def test_satisfaction_is_shown_of_the_returned_forms_and_of_all() -> None:
    totals = {
        "proposals_filed": 10,
        "satisfaction_result": 4,
        "satisfaction_result/satisfied": 2,
        "satisfaction_result/mostly_satisfied": 1,
        "satisfaction_result/dissatisfied": 1,
    }
    returned = figure("satisfaction_result", totals)
    of_all = figure("satisfaction_result_of_all", totals)
    assert (returned.numerator, returned.denominator, str(returned.value), returned.residual) == (3, 4, "75.00", 0)
    assert (of_all.numerator, of_all.denominator, str(of_all.value), of_all.residual) == (3, 10, "30.00", 6)
    assert [part.part for part in returned.parts] == ["satisfied", "mostly_satisfied", "dissatisfied"]


def test_a_scheme_of_five_answers_shows_those_that_were_given() -> None:
    totals = {"satisfaction_result": 1, "satisfaction_result/very_satisfied": 1}
    parts = figure("satisfaction_result", totals).parts
    assert [part.part for part in parts] == ["very_satisfied", "satisfied", "mostly_satisfied", "dissatisfied"]
    assert figure("satisfaction_result", totals).numerator == 1


def test_handling_days_are_median_and_ninetieth_percentile() -> None:
    days = figure("handling_days", {f"handling_days/{n}": 1 for n in range(10, 110, 10)})
    assert (days.value, days.denominator, days.unit, days.bound) == (50, 10, "days", None)
    assert [(part.part, part.value) for part in days.parts] == [("median", 50), ("p90", 90)]


def test_a_median_in_the_last_bucket_is_a_lower_bound() -> None:
    assert figure("handling_days", {"handling_days/365": 2, "handling_days/9": 1}).bound == "lower"


def test_of_nothing_there_is_no_percentage() -> None:
    for found in figures(lambda _: 0):
        if found.unit != "count":
            assert found.value is None
        assert all(part.percent is None for part in found.parts)


def test_decimals_are_as_asked() -> None:
    totals = {"townships": 9, "township_bodies": 4}
    assert [str(figure("township_bodies", totals, decimals=n).value) for n in (0, 1, 4)] == ["44", "44.4", "44.4444"]


def test_every_measure_has_a_name_of_its_own_and_a_named_denominator() -> None:
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
    assert all((measure.denominator_title is None) == (measure.unit == "count") for measure in MEASURES)


@given(
    st.dictionaries(st.sampled_from([f"proposals_outcome/{outcome}" for outcome in Outcome]), st.integers(0, 500)),
    st.dictionaries(st.sampled_from([f"satisfaction_process/{answer}" for answer in Answer]), st.integers(0, 500)),
    st.integers(0, 100),
)
def test_the_parts_and_the_residual_are_the_total(outcomes: dict[str, int], forms: dict[str, int], more: int) -> None:
    given_forms = sum(forms.values())
    filed = max(sum(outcomes.values()), given_forms) + more
    totals = outcomes | forms | {"proposals_filed": filed, "satisfaction_process": given_forms}
    for found in figures(lambda counter: totals.get(counter, 0), counters=totals):
        if found.residual is not None:
            whole = found.denominator if found.measure.startswith("satisfaction") else found.numerator
            assert sum(part.value or 0 for part in found.parts) + found.residual == whole
        if found.unit == "percent" and found.denominator:
            assert isinstance(found.value, Decimal)


def test_a_report_shows_every_measure_in_the_order_of_the_table() -> None:
    assert [found.measure for found in figures(lambda _: 1)] == [measure.name for measure in MEASURES]


def test_nothing_is_shown_of_what_no_command_records() -> None:
    """No command converts a proposal."""
    reached = {state for starts in TRANSITIONS.table.values() for ends in starts.values() for state in ends}
    results = [part.part for part in figure("proposals_received", {}).parts]
    assert [result for result in results if result not in reached] == []


def test_an_optional_measure_counts_only_organizations_that_record_it_and_says_how_many_it_leaves_out() -> None:
    totals = {"opinions_received": 30, "opinions_instructed/recorded": 12, "opinions_instructed": 3}
    every = figure("opinions_instructed", totals)
    assert (every.numerator, every.denominator, str(every.value), every.left_out) == (3, 12, "25.00", 0)
    some = figure("opinions_instructed", totals | {"opinions_instructed/left_out": 2})
    assert (some.recorded, str(some.value), some.left_out) == (True, "25.00", 2)


def test_the_key_proposals_are_divided_by_their_outcomes() -> None:
    totals = {"proposals_filed": 445, "proposals_key/recorded": 445, "proposals_key": 16, "proposals_key/resolved": 16}
    found = figure("proposals_key", totals)
    assert (found.numerator, found.denominator, str(found.value), found.residual) == (16, 445, "3.60", 0)
    assert shares(found) == {"resolved": "100.00"}


def test_instructions_are_recorded_where_instructed_proposals_are_though_there_is_none() -> None:
    assert figure("instructions_replied", {"proposals_instructed/recorded": 9}).recorded
    assert not figure("instructions_replied", {"proposals_filed": 9}).recorded
    given = {"proposals_instructed/recorded": 9, "instructions_given": 4, "instructions_replied": 3}
    assert str(figure("instructions_replied", given).value) == "75.00"


def test_what_nobody_records_is_not_nothing() -> None:
    found = figure("opinions_instructed", {"opinions_received": 30, "opinions_instructed/left_out": 2})
    assert (found.recorded, found.value, found.numerator, found.denominator, found.parts) == (
        False,
        None,
        None,
        None,
        (),
    )
    assert figure("opinions_adopted", {"opinions_received": 30}).recorded
