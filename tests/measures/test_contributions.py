"""What is counted of a proposal and of an organization, on which days."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings

from shared.contracts.dated import (
    DatedFlag,
    DatedItem,
    DatedLimit,
    DatedLookBack,
    DatedOutcome,
    ProposalStep,
    Rating,
)
from shared.contracts.facts import Facts, OrganizationFacts, ProposalFacts
from shared.contracts.vocabulary import Answer, Channel, Level, LookBackResult, Outcome, ProposalState, Recorded
from shared.measures.contributions import contributions
from tests.measures.dated_steps import dated, day
from tests.measures.naive import counting, holds
from tests.support.matter_strategies import matters
from tests.support.strategies import organizations, proposals

S = ProposalState


def proposal(*steps: tuple[str, ProposalState], **facts: object) -> ProposalFacts:
    history = tuple(ProposalStep(day(on), state) for on, state in steps)
    given = {"year": 2014, "channel": Channel.PAPER, "online": False} | facts
    return ProposalFacts(steps=history, **given)  # type: ignore[arg-type]


HANDLED = (
    ("01-05", S.UNDER_REVIEW),
    ("01-10", S.FILED),
    ("02-01", S.ASSIGNED),
    ("02-03", S.IN_HANDLING),
)


def count(facts: Facts, counter: str, on: str) -> int:
    return sum(amount for name, _, at, amount in contributions(facts) if name == counter and at <= day(on))


def test_a_draft_is_not_received() -> None:
    assert list(contributions(proposal(("01-05", S.DRAFT), ("01-06", S.WITHDRAWN)))) == []


def test_a_proposal_is_received_on_the_day_it_comes_under_review() -> None:
    assert list(contributions(proposal(("01-03", S.DRAFT), ("01-05", S.UNDER_REVIEW)))) == [
        ("proposals_received", 2014, day("01-05"), 1)
    ]


@pytest.mark.parametrize("state", [S.NOT_FILED, S.MERGED, S.CONVERTED, S.WITHDRAWN])
def test_a_review_that_ends_without_filing_is_a_part_of_the_received(state: ProposalState) -> None:
    facts = proposal(("01-05", S.UNDER_REVIEW), ("01-09", state))
    assert dated(facts, f"proposals_received/{state}") == [("01-09", 1)]
    assert dated(facts, "proposals_filed") == []


def test_steps_belong_to_the_year_of_the_matter_and_not_of_the_day() -> None:
    facts = proposal(("01-05", S.UNDER_REVIEW), year=2013)
    assert {year for _, year, _, _ in contributions(facts)} == {2013}


def test_what_begins_and_ends_on_one_day_leaves_no_step() -> None:
    facts = proposal(
        ("01-05", S.UNDER_REVIEW),
        ("01-05", S.FILED),
        ("01-05", S.ASSIGNED),
        ("01-05", S.FEEDBACK_REQUESTED),
        ("01-05", S.CLOSED),
    )
    assert dated(facts, "proposals_open") == []
    assert dated(facts, "proposals_closed") == [("01-05", 1)]
    assert dated(facts, "handling_days/0") == [("01-05", 1)]


def test_a_proposal_is_overdue_from_the_day_after_its_limit_until_its_reply() -> None:
    limits = (DatedLimit(day("02-01"), day("05-01")),)
    facts = proposal(*HANDLED, ("05-20", S.FEEDBACK_REQUESTED), limits=limits)
    assert dated(facts, "proposals_overdue") == [("05-02", 1), ("05-20", -1)]
    assert dated(facts, "proposals_on_time") == []


def test_a_reply_on_the_day_of_the_limit_is_on_time() -> None:
    facts = proposal(*HANDLED, ("05-01", S.FEEDBACK_REQUESTED), limits=(DatedLimit(day("02-01"), day("05-01")),))
    assert dated(facts, "proposals_overdue") == []
    assert dated(facts, "proposals_on_time") == [("05-01", 1)]


def test_an_extension_before_the_limit_means_never_overdue() -> None:
    limits = (DatedLimit(day("02-01"), day("05-01")), DatedLimit(day("05-01"), day("06-01")))
    facts = proposal(*HANDLED, ("06-01", S.FEEDBACK_REQUESTED), limits=limits)
    assert dated(facts, "proposals_overdue") == []
    assert dated(facts, "proposals_on_time") == [("06-01", 1)]


def test_an_extension_after_the_limit_ends_being_overdue() -> None:
    limits = (DatedLimit(day("02-01"), day("05-01")), DatedLimit(day("05-11"), day("06-01")))
    facts = proposal(*HANDLED, limits=limits)
    assert dated(facts, "proposals_overdue") == [("05-02", 1), ("05-11", -1), ("06-02", 1)]


def test_a_limit_on_the_last_of_all_days_never_passes() -> None:
    assert dated(proposal(*HANDLED, limits=(DatedLimit(day("02-01"), date.max),)), "proposals_overdue") == []


def test_a_rehandled_proposal_is_unreplied_again_and_has_a_limit_of_its_own() -> None:
    facts = proposal(
        *HANDLED,
        ("04-01", S.FEEDBACK_REQUESTED),
        ("04-20", S.REHANDLING),
        ("04-20", S.IN_HANDLING),
        ("07-30", S.FEEDBACK_REQUESTED),
        limits=(DatedLimit(day("02-01"), day("05-01")), DatedLimit(day("04-20"), day("07-20"))),
        outcomes=(DatedOutcome(day("04-01"), Outcome.FOR_REFERENCE), DatedOutcome(day("07-30"), Outcome.RESOLVED)),
    )
    assert dated(facts, "proposals_replied") == [("04-01", 1), ("04-20", -1), ("07-30", 1)]
    assert dated(facts, "proposals_on_time") == [("04-01", 1), ("04-20", -1)]
    assert dated(facts, "proposals_overdue") == [("07-21", 1), ("07-30", -1)]
    assert dated(facts, "proposals_outcome/for_reference") == [("04-01", 1), ("04-20", -1)]
    assert dated(facts, "proposals_outcome/resolved") == [("07-30", 1)]
    assert dated(facts, "handling_days/59") == [("04-01", 1), ("04-20", -1)]
    assert dated(facts, "handling_days/179") == [("07-30", 1)]
    assert dated(facts, "proposals_rehandled") == [("04-20", 1)]


def test_a_returned_proposal_is_not_overdue_by_the_limit_that_was_kept_until_it_is_rehandled() -> None:
    facts = proposal(
        *HANDLED,
        ("05-20", S.FEEDBACK_REQUESTED),
        ("06-10", S.REHANDLING),
        ("06-20", S.IN_HANDLING),
        limits=(DatedLimit(day("02-01"), day("06-01")), DatedLimit(day("06-20"), day("07-20"))),
    )
    assert dated(facts, "proposals_on_time") == [("05-20", 1), ("06-10", -1)]
    assert dated(facts, "proposals_overdue") == [("07-21", 1)]


def test_handling_beyond_a_year_is_in_the_last_bucket() -> None:
    late = ProposalStep(day("02-01") + timedelta(400), S.FEEDBACK_REQUESTED)
    facts = proposal(*HANDLED)
    longest = ProposalFacts(year=2014, channel=Channel.PAPER, online=False, steps=(*facts.steps, late))
    assert ("handling_days/365", 2014, late.day, 1) in contributions(longest)


def test_a_reply_without_an_outcome_leaves_the_outcome_open() -> None:
    facts = proposal(*HANDLED, ("04-01", S.FEEDBACK_REQUESTED), ("04-02", S.CLOSED))
    assert not [name for name, *_ in contributions(facts) if name.startswith("proposals_outcome")]


def test_an_outcome_counts_only_while_replied_whatever_its_own_day() -> None:
    early, late = (DatedOutcome(day(on), Outcome.PLANNED) for on in ("03-01", "04-09"))
    replied = (*HANDLED, ("04-01", S.FEEDBACK_REQUESTED))
    assert dated(proposal(*replied, outcomes=(early,)), "proposals_outcome/planned") == [("04-01", 1)]
    assert dated(proposal(*replied, outcomes=(late,)), "proposals_outcome/planned") == [("04-09", 1)]


def test_a_reply_already_complete_is_not_completed_again() -> None:
    facts = proposal(*HANDLED, ("04-01", S.FEEDBACK_REQUESTED), ("04-09", S.FEEDBACK_REQUESTED))
    assert dated(facts, "proposals_replied") == dated(facts, "handling_days/59") == [("04-01", 1)]


def test_a_limit_that_has_passed_when_it_is_set_makes_overdue_from_that_day() -> None:
    facts = proposal(*HANDLED, limits=(DatedLimit(day("03-01"), day("02-01")),))
    assert dated(facts, "proposals_overdue") == [("03-01", 1)]


FORMS = (
    Rating(day("05-01"), 1, Answer.SATISFIED, Answer.SATISFIED),
    Rating(day("05-03"), 2, Answer.SATISFIED, Answer.DISSATISFIED),
    Rating(day("05-09"), 2, Answer.SATISFIED, Answer.MOSTLY_SATISFIED),
)
"""The forms of two signatories, of whom the second sends another one."""


def test_the_answer_of_a_proposal_is_the_worst_of_its_signatories_newest_forms() -> None:
    facts = proposal(*HANDLED, ("04-01", S.FEEDBACK_REQUESTED), ratings=FORMS)
    assert dated(facts, "satisfaction_process") == dated(facts, "satisfaction_process/satisfied") == [("05-01", 1)]
    assert dated(facts, "satisfaction_result/satisfied") == [("05-01", 1), ("05-03", -1)]
    assert dated(facts, "satisfaction_result/dissatisfied") == [("05-03", 1), ("05-09", -1)]
    assert dated(facts, "satisfaction_result/mostly_satisfied") == [("05-09", 1)]


def test_the_newest_form_of_each_signatory_in_each_round_counts_as_one_form() -> None:
    facts = proposal(
        *HANDLED,
        ("04-01", S.FEEDBACK_REQUESTED), ("05-09", S.REHANDLING), ("05-09", S.FEEDBACK_REQUESTED),
        ratings=(*FORMS, Rating(day("05-09"), 2, Answer.SATISFIED, Answer.SATISFIED)),
        rating_rounds=(1, 1, 1, 2),
    )  # fmt: skip
    assert dated(facts, "satisfaction_result_forms") == [("05-01", 1), ("05-03", 1), ("05-09", 1)]
    assert dated(facts, "satisfaction_result_forms/dissatisfied") == [("05-03", 1), ("05-09", -1)]
    assert dated(facts, "satisfaction_result_forms/mostly_satisfied") == [("05-09", 1)]
    assert dated(facts, "satisfaction_result_forms/satisfied") == [("05-01", 1), ("05-09", 1)]
    assert dated(facts, "satisfaction_process_forms/satisfied") == [("05-01", 1), ("05-03", 1), ("05-09", 1)]


def test_forms_of_facts_that_name_no_rounds_are_of_the_round_answered_by_their_day() -> None:
    forms = tuple(Rating(day(on), 1, Answer.SATISFIED, Answer.SATISFIED) for on in ("04-09", "04-10", "05-11"))
    facts = proposal(
        *HANDLED,
        ("04-01", S.FEEDBACK_REQUESTED), ("04-10", S.REHANDLING), ("05-10", S.FEEDBACK_REQUESTED),
        ratings=forms,
    )  # fmt: skip
    assert dated(facts, "satisfaction_result_forms") == [("04-09", 1), ("05-11", 1)]


def test_the_outcome_of_the_first_answered_round_is_never_reversed() -> None:
    outcomes = (DatedOutcome(day("04-01"), Outcome.FOR_REFERENCE), DatedOutcome(day("05-10"), Outcome.RESOLVED))
    facts = proposal(
        *HANDLED,
        ("04-01", S.FEEDBACK_REQUESTED), ("04-10", S.REHANDLING), ("05-10", S.FEEDBACK_REQUESTED),
        outcomes=outcomes,
    )  # fmt: skip
    assert dated(facts, "proposals_outcome_first/for_reference") == [("04-01", 1)]
    assert not dated(facts, "proposals_outcome_first/resolved")
    assert dated(facts, "proposals_outcome/for_reference") == [("04-01", 1), ("04-10", -1)]


def test_an_online_proposal_counts_by_its_channel_from_reception() -> None:
    facts = proposal(("01-03", S.DRAFT), ("01-05", S.UNDER_REVIEW), channel=Channel.WECHAT, online=True)
    assert dated(facts, "proposals_online") == dated(facts, "proposals_online/channel=wechat") == [("01-05", 1)]


def test_a_flag_counts_from_the_filing_at_the_earliest() -> None:
    early = {"key": (day("01-06"),), "supervised": (day("03-01"), day("04-01")), "records": tuple(Recorded)}
    facts = proposal(*HANDLED, **early)
    assert dated(facts, "proposals_key") == [("01-10", 1)]
    assert dated(facts, "proposals_supervised") == [("03-01", 1)]
    assert not [name for name, *_ in contributions(proposal(("01-05", S.UNDER_REVIEW), **early)) if "key" in name]


def test_a_planned_answer_is_due_for_a_look_back_from_the_year_after_it_and_has_its_newest_result() -> None:
    seen = (
        DatedLookBack(date(2015, 3, 1), LookBackResult.STILL_PLANNED),
        DatedLookBack(date(2015, 9, 1), LookBackResult.RESOLVED),
    )
    answered = (
        (*HANDLED, ("04-01", S.FEEDBACK_REQUESTED), ("05-01", S.CLOSED)),
        (DatedOutcome(day("04-01"), Outcome.PLANNED),),
    )
    facts = proposal(*answered[0], outcomes=answered[1], look_backs=seen, records=(Recorded.LOOKBACK_DUE,))
    found = [(name, year, at, n) for name, year, at, n in contributions(facts) if name.startswith("lookback_due")]
    assert sorted(found) == [
        ("lookback_due", 2014, date(2015, 1, 1), 1),
        ("lookback_due/recorded", 2014, day("01-10"), 1),
        ("lookback_due/resolved", 2014, date(2015, 9, 1), 1),
        ("lookback_due/still_planned", 2014, date(2015, 3, 1), 1),
        ("lookback_due/still_planned", 2014, date(2015, 9, 1), -1),
    ]
    assert dated(facts, "proposals_outcome/planned") == [("04-01", 1)]


def township(**facts: object) -> OrganizationFacts:
    given = {"roster": (DatedFlag(day("01-01"), True),), "body": (DatedFlag(day("02-01"), True),)} | facts
    return OrganizationFacts(level=Level.TOWNSHIP, **given)  # type: ignore[arg-type]


def test_a_township_removed_from_the_roster_takes_its_body_with_it() -> None:
    facts = township(roster=(DatedFlag(day("01-01"), True), DatedFlag(day("09-01"), False)))
    assert dated(facts, "townships") == [("01-01", 1), ("09-01", -1)]
    assert dated(facts, "township_bodies") == [("02-01", 1), ("09-01", -1)]


def test_a_body_counts_as_standardised_only_while_it_exists() -> None:
    facts = township(
        body=(DatedFlag(day("02-01"), True), DatedFlag(day("06-01"), False)),
        checklist=(DatedItem(day("01-01"), "funds", True), DatedItem(day("04-01"), "funds", False)),
        standardised=(DatedFlag(day("03-01"), True),),
    )
    assert dated(facts, "standardised_bodies") == [("03-01", 1), ("06-01", -1)]
    assert dated(facts, "standardised_bodies/funds") == [("02-01", 1), ("04-01", -1)]


def test_a_county_counts_as_a_county_and_a_city_as_nothing() -> None:
    roster = (DatedFlag(day("01-01"), True),)
    assert list(contributions(OrganizationFacts(level=Level.COUNTY, roster=roster))) == [
        ("counties", 0, day("01-01"), 1)
    ]
    assert list(contributions(OrganizationFacts(level=Level.CITY, roster=roster))) == []


def every_day(facts: Facts) -> list[date]:
    noted = [at for _, _, at, _ in contributions(facts)] + [step.day for step in getattr(facts, "steps", ())]
    first, last = min(noted, default=day("01-01")), max(noted, default=day("01-01"))
    return [first + timedelta(n) for n in range(-1, (last - first).days + 20)]


def check_every_day(facts: Facts) -> None:
    steps = list(contributions(facts))
    for on in every_day(facts):
        sums: Counter[str] = Counter()
        for counter, _, at, amount in steps:
            if at <= on:
                sums[counter] += amount
        assert {counter: n for counter, n in sums.items() if n} == Counter(counting(facts, on)), on


@settings(max_examples=200)
@given(proposals())
@example(proposal())
def test_on_every_day_a_proposal_counts_for_exactly_what_holds_of_it(facts: ProposalFacts) -> None:
    check_every_day(facts)


@settings(max_examples=120)
@given(organizations())
def test_on_every_day_an_organization_counts_for_exactly_what_holds_of_it(facts: OrganizationFacts) -> None:
    check_every_day(facts)


@settings(max_examples=200)
@given(matters())
def test_on_every_day_every_other_matter_counts_for_exactly_what_holds_of_it(facts: Facts) -> None:
    check_every_day(facts)


@settings(max_examples=120)
@given(proposals() | matters() | organizations())
def test_of_one_counter_and_day_there_is_at_most_one_step_and_never_of_nothing(facts: Facts) -> None:
    steps = list(contributions(facts))
    assert len({(counter, year, at) for counter, year, at, _ in steps}) == len(steps)
    assert all(amount for *_, amount in steps)


def test_the_reference_knows_a_proposal_by_its_days() -> None:
    facts = proposal(*HANDLED, limits=(DatedLimit(day("02-01"), day("05-01")),))
    assert [holds(facts, "proposals_overdue", day(on)) for on in ("05-01", "05-02")] == [False, True]
    assert [count(facts, "proposals_overdue", on) for on in ("05-01", "05-02")] == [0, 1]
