"""What is counted of opinion reports, visits, activities, plans, transfers and conferences, on which days."""

from datetime import date

import pytest
from msgspec import structs

from shared.contracts import consultation_vocabulary as consultations
from shared.contracts.dated import (
    ConsultationStep,
    DatedFlag,
    DatedLevel,
    DatedLimit,
    DroppedItem,
    Membership,
    OpinionStep,
    PlanItem,
    PlanStep,
    Sending,
    Suggestion,
    TransferStep,
    VisitStep,
)
from shared.contracts.dated_bodies import RuleCadence, YearCadence
from shared.contracts.facts import ConsultationFacts, OpinionFacts, OrganizationFacts, OwnFacts, PlanFacts, VisitFacts
from shared.contracts.vocabulary import Channel, Level, OpinionState, Recorded, TransferState, VisitOutcome, VisitState
from shared.measures.contributions import contributions
from tests.measures.dated_steps import dated, day

T = TransferState


def opinion(**facts: object) -> OpinionFacts:
    given = {
        "year": 2014,
        "channel": Channel.WINDOW,
        "online": False,
        "steps": (OpinionStep(day("03-05"), OpinionState.COLLECTED),),
    } | facts
    return OpinionFacts(**given)  # type: ignore[arg-type]


def test_an_opinion_report_is_received_on_the_day_it_is_collected() -> None:
    assert list(contributions(opinion())) == [("opinions_received", 2014, day("03-05"), 1)]


def test_an_online_opinion_report_counts_by_its_channel() -> None:
    facts = opinion(channel=Channel.QQ_GROUP, online=True)
    assert dated(facts, "opinions_online") == dated(facts, "opinions_online/channel=qq_group") == [("03-05", 1)]


def test_an_adoption_counts_once_and_once_for_each_level() -> None:
    facts = opinion(adopted=(DatedLevel(Level.COUNTY, day("04-01")), DatedLevel(Level.PROVINCE, day("05-01"))))
    assert dated(facts, "opinions_adopted") == dated(facts, "opinions_adopted/level=county") == [("04-01", 1)]
    assert dated(facts, "opinions_adopted/level=province") == [("05-01", 1)]


def test_nothing_becomes_of_an_opinion_report_before_it_was_received() -> None:
    early = (DatedLevel(Level.COUNTY, day("02-01")),)
    facts = opinion(adopted=early, instructed=early, records=tuple(Recorded), fed_back=(day("02-01"), day("04-01")))
    for counter in ("opinions_adopted", "opinions_instructed", "opinions_instructed/level=county", "opinions_fed_back"):
        assert dated(facts, counter) == [("03-05", 1)]
    assert list(contributions(opinion(steps=(), adopted=early, fed_back=(day("02-01"),)))) == []


def sending(*steps: tuple[str, TransferState], limits: tuple[tuple[str, str], ...] = ()) -> Sending:
    return Sending(
        "520603202-t-2014-1",
        "520603",
        tuple(TransferStep(day(at), state) for at, state in steps),
        tuple(DatedLimit(day(at), day(limit)) for at, limit in limits),
    )


def test_a_matter_that_was_made_of_one_elsewhere_counts_by_its_transfers_only() -> None:
    derived = opinion(chain=("520603202-o-2014-1",), fed_back=(day("04-01"),), sendings=(sending(("03-09", T.SENT)),))
    assert list(contributions(derived)) == [("transfers_sent", 2014, day("03-09"), 1)]


def test_a_transfer_is_silent_from_the_day_after_its_limit_until_its_answer() -> None:
    steps = (("03-09", T.SENT), ("03-09", T.DELIVERED), ("04-20", T.ACCEPTED))
    facts = opinion(sendings=(sending(*steps, limits=(("03-09", "04-08"),)),))
    assert dated(facts, "transfers_silent") == [("04-09", 1), ("04-20", -1)]
    assert dated(facts, "transfers_accepted") == [("04-20", 1)]


def test_a_transfer_that_is_sent_again_is_no_longer_returned_and_has_a_limit_of_its_own() -> None:
    steps = (("03-09", T.SENT), ("03-20", T.RETURNED), ("03-25", T.SENT))
    facts = opinion(sendings=(sending(*steps, limits=(("03-09", "04-08"), ("03-25", "04-24"))),))
    assert dated(facts, "transfers_sent") == [("03-09", 1)]
    assert dated(facts, "transfers_returned") == [("03-20", 1), ("03-25", -1)]
    assert dated(facts, "transfers_silent") == [("04-25", 1)]


def test_what_several_transfers_do_on_one_day_adds_up() -> None:
    facts = opinion(sendings=(sending(("03-09", T.SENT)), sending(("03-09", T.SENT), ("03-10", T.RETURNED))))
    assert dated(facts, "transfers_sent") == [("03-09", 2)]


def test_a_visit_counts_for_each_of_its_outcomes_until_it_is_withdrawn() -> None:
    outcomes = (VisitOutcome.REPORT, VisitOutcome.DISPUTE_SETTLED, VisitOutcome.REPORT)
    steps = (VisitStep(day("03-01"), VisitState.RECORDED), VisitStep(day("03-04"), VisitState.WITHDRAWN))
    facts = VisitFacts(year=2014, steps=steps, outcomes=outcomes)
    for counter in ("window_visits", "window_visits/report", "window_visits/dispute_settled"):
        assert dated(facts, counter) == [("03-01", 1), ("03-04", -1)]
    assert dated(facts, "window_visits/advice") == []


def held(
    activity: consultations.ActivityClass = consultations.ActivityClass.CONSULTATION, **facts: object
) -> ConsultationFacts:
    steps = (
        ConsultationStep(day("02-01"), consultations.ConsultationState.TOPIC_RAISED),
        ConsultationStep(day("03-01"), consultations.ConsultationState.HELD),
    )
    given = {"year": 2014, "level": Level.TOWNSHIP, "activity": activity, "steps": steps} | facts
    return ConsultationFacts(**given)  # type: ignore[arg-type]


def test_a_consultation_counts_with_its_form_and_its_participants_from_the_day_it_was_held() -> None:
    facts = held(form=consultations.ActivityForm.SECTOR, participants=15)
    assert dated(facts, "consultations_held") == dated(facts, "consultations_held/form=sector") == [("03-01", 1)]
    assert dated(facts, "consultation_participants") == [("03-01", 15)]


def test_a_consultation_counts_by_body_and_its_participants_and_exchanges_by_kind() -> None:
    facts = held(held_by=consultations.HeldBy.SECTOR, participants=15, members=10, experts=1, questions=3)
    assert dated(facts, "consultations_held/held_by=sector") == [("03-01", 1)]
    assert dated(facts, "consultation_participants/members") == [("03-01", 10)]
    assert dated(facts, "consultation_participants/public") == []
    assert dated(facts, "consultation_exchanges/questions") == [("03-01", 3)]


def test_a_consultation_counts_by_its_venue_and_other_activities_do_not() -> None:
    for activity in (consultations.ActivityClass.CONSULTATION, consultations.ActivityClass.INSPECTION):
        facts = held(
            activity,
            setting=consultations.Setting.ON_SITE,
            mobility=consultations.Mobility.MOBILE,
            gathering=consultations.Gathering.DISPERSED,
        )
        for part in ("setting=on_site", "mobility=mobile", "gathering=dispersed"):
            counted = [("03-01", 1)] if activity is consultations.ActivityClass.CONSULTATION else []
            assert dated(facts, f"consultations_held/{part}") == counted


@pytest.mark.parametrize(
    ("activity", "counter"),
    [
        (consultations.ActivityClass.RESEARCH, "research_done"),
        (consultations.ActivityClass.INSPECTION, "inspections_done"),
        (consultations.ActivityClass.APPRAISAL, "appraisals_held"),
        (consultations.ActivityClass.HEARING, "hearings_held"),
    ],
)
def test_other_activities_are_counted_apart_and_their_participants_are_not(
    activity: consultations.ActivityClass, counter: str
) -> None:
    assert list(contributions(held(activity, participants=15))) == [(counter, 2014, day("03-01"), 1)]


def test_an_activity_that_was_cancelled_never_counts() -> None:
    cancelled = ConsultationStep(day("03-02"), consultations.ConsultationState.CANCELLED)
    facts = held(suggestions=(Suggestion(day("03-01")),))
    facts = held(steps=(*facts.steps, cancelled), suggestions=facts.suggestions)
    assert list(contributions(facts)) == []


def test_suggestions_are_followed_from_made_to_adopted_to_done() -> None:
    suggestions = (
        Suggestion(day("02-10"), day("04-01"), day("05-01")),
        Suggestion(day("03-01"), day("04-01")),
        Suggestion(day("03-01"), None, day("06-01")),
    )
    facts = held(consultations.ActivityClass.RESEARCH, suggestions=suggestions)
    assert dated(facts, "suggestions_made") == [("03-01", 3)]
    assert dated(facts, "suggestions_adopted") == [("04-01", 2)]
    assert dated(facts, "suggestions_done") == [("05-01", 1)]


def plan(*items: PlanItem, confirmed: str | None = "03-01") -> PlanFacts:
    steps = [PlanStep(day("02-01"), consultations.PlanState.DRAFT)]
    if confirmed:
        steps.append(PlanStep(day(confirmed), consultations.PlanState.CONFIRMED))
    return PlanFacts(year=2014, steps=tuple(steps), items=items)


def test_the_items_of_a_plan_count_from_its_confirmation_or_from_when_they_were_added() -> None:
    items = [
        PlanItem(consultations.PlanClass.SECTOR, day("02-01")),
        PlanItem(consultations.PlanClass.PLENARY, day("06-01"), day("05-01")),
    ]
    facts = plan(*items, PlanItem(consultations.PlanClass.SECTOR, day("02-02"), day("04-01")))
    assert dated(facts, "plan_items") == [("03-01", 2), ("06-01", 1)]
    assert dated(facts, "plan_items/sector") == [("03-01", 2)]
    assert dated(facts, "plan_items_executed") == [("04-01", 1), ("06-01", 1)]
    assert dated(facts, "plan_items_executed/plenary") == [("06-01", 1)]
    assert list(contributions(plan(*items, confirmed=None))) == []


def test_an_item_that_is_dropped_counts_until_then_and_never_when_it_was_dropped_before_the_confirmation() -> None:
    items = [
        PlanItem(consultations.PlanClass.SECTOR, day("02-01")),
        PlanItem(consultations.PlanClass.PLENARY, day("02-01")),
    ]
    facts = structs.replace(plan(*items), dropped=(DroppedItem(1, day("02-20")), DroppedItem(2, day("05-01"))))
    assert dated(facts, "plan_items") == dated(facts, "plan_items/plenary") == [("03-01", 1), ("05-01", -1)]
    assert dated(facts, "plan_items/sector") == []
    assert dated(facts, "plan_items_dropped") == [("05-01", 1)]


def conference(*memberships: Membership, roster: tuple[DatedFlag, ...]) -> OrganizationFacts:
    return OrganizationFacts(level=Level.CONFERENCE, roster=roster, memberships=memberships)


def test_eighteen_members_admitted_on_one_day_are_eighteen() -> None:
    members = [Membership(day("01-01"), f"m{number}", True) for number in range(18)]
    facts = conference(*members, roster=(DatedFlag(day("01-01"), True),))
    assert list(contributions(facts)) == [("member_committees", 0, day("01-01"), 18)]


def test_a_member_counts_from_its_admission_to_its_release_while_the_conference_is_on_the_roster() -> None:
    facts = conference(
        Membership(day("02-01"), "a", True),
        Membership(day("05-01"), "a", False),
        Membership(day("02-01"), "b", True),
        roster=(DatedFlag(day("03-01"), True), DatedFlag(day("09-01"), False)),
    )
    assert dated(facts, "member_committees") == [("03-01", 2), ("05-01", -1), ("09-01", -1)]


def test_of_the_keys_of_an_organization_nothing_is_counted() -> None:
    assert list(contributions(OwnFacts(public_key=bytes(32)))) == []


def test_a_cadence_is_expected_from_the_first_day_of_its_year_and_met_on_the_days_of_activities() -> None:
    days = (date(2014, 1, 9), date(2014, 4, 2), date(2014, 4, 2))
    rules = (
        RuleCadence("座谈会", 1, days[:1]),
        RuleCadence("常委会协商", 4, ()),
        RuleCadence("月度协商", 12, days[1:]),
    )
    years = (YearCadence(2013, 17, ()), YearCadence(2014, 17, days, rules))
    assert set(contributions(OwnFacts(public_key=bytes(32), cadence=years))) == {
        ("cadence_expected", 2013, date(2013, 1, 1), 17),
        ("cadence_expected", 2014, date(2014, 1, 1), 17),
        ("cadence_held", 2014, date(2014, 1, 9), 1),
        ("cadence_held", 2014, date(2014, 4, 2), 2),
        ("cadence_expected/座谈会", 2014, date(2014, 1, 1), 1),
        ("cadence_expected/常委会协商", 2014, date(2014, 1, 1), 4),
        ("cadence_expected/月度协商", 2014, date(2014, 1, 1), 12),
        ("cadence_held/座谈会", 2014, date(2014, 1, 9), 1),
        ("cadence_held/月度协商", 2014, date(2014, 4, 2), 2),
    }
