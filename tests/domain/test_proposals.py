"""The rules of a proposal, as sentences."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from shared.contracts.vocabulary import Answer, Channel, Outcome, ProposalState
from shared.domain.calendar import add_months
from shared.domain.charters.charter import Charter
from shared.domain.command import Correct
from shared.domain.errors import ConflictError, InvalidError, LianxiError
from shared.domain.proposals.commands import COMMANDS
from shared.domain.proposals.decisions import decide
from shared.domain.proposals.feedback_commands import Appraise, Rate, Rehandle
from shared.domain.proposals.flag_commands import Publish
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Extend, Reply, Urge
from shared.domain.proposals.review_commands import DraftProposal, File, MergeProposal, Submit, WithdrawProposal
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import TRANSITIONS
from shared.domain.transfers.commands import COMMANDS as TRANSFERABLE
from shared.domain.transitions import ENTAILED
from tests.domain.proposal_builder import ProposalBuilder, charter_context, closed_proposal
from tests.support.matters import FIRST_DAY, TODAY


def test_a_proposal_goes_from_draft_to_closed() -> None:
    states = [state for _, state in closed_proposal().proposal.facts().steps]
    assert [str(state) for state in states] == [
        "draft", "under_review", "filed", "assigned", "in_handling", "feedback_requested", "closed"
    ]  # fmt: skip


def test_every_command_has_a_row_in_the_transition_table() -> None:
    assert set(TRANSITIONS.table) | {"draft"} == set(COMMANDS.by_name) | set(TRANSFERABLE) | ENTAILED


def test_a_command_in_the_wrong_state_names_the_status_and_what_is_allowed() -> None:
    with pytest.raises(ConflictError) as refused:
        ProposalBuilder().execute(File(on=TODAY))
    assert refused.value.code == "not-allowed-now"
    answers = ("accept_cosigning", "decline_cosigning")  # nobody is invited
    allowed = [each for each in TRANSITIONS.allowed(ProposalState.DRAFT) if each not in answers]
    assert refused.value.extra == {"status": "draft", "allowed": allowed}


def test_a_reply_waits_for_every_countersignature() -> None:
    built = (
        ProposalBuilder()
        .assigned(lead="甲局", co=("乙局", "丙局"))
        .acknowledged("甲局", "乙局", "丙局")
        .countersigned("乙局")
    )
    with pytest.raises(ConflictError, match="丙局"):
        built.replied("甲局")
    assert built.countersigned("丙局").replied("甲局").proposal.status == ProposalState.FEEDBACK_REQUESTED


def test_separate_units_each_reply_and_the_least_favourable_answer_is_the_outcome() -> None:
    built = ProposalBuilder().assigned(separate=("甲局", "乙局")).acknowledged("甲局", "乙局").replied("甲局", "A")
    assert built.proposal.status == ProposalState.IN_HANDLING
    facts = built.replied("乙局", "D").proposal.facts()
    assert facts.steps[-1].state == ProposalState.FEEDBACK_REQUESTED
    assert [each.outcome for each in facts.outcomes] == [Outcome.FOR_REFERENCE]


def test_a_unit_that_has_not_acknowledged_cannot_reply() -> None:
    built = ProposalBuilder().assigned(separate=("甲局", "乙局")).acknowledged("甲局")
    with pytest.raises(ConflictError, match="乙局"):
        built.replied("乙局")


def test_the_error_for_a_unit_that_is_not_assigned_names_those_that_are() -> None:
    with pytest.raises(InvalidError) as refused:
        ProposalBuilder().assigned().acknowledged("丙局")
    assert refused.value.fields[0].field == "unit"
    assert "甲局" in refused.value.fields[0].rule


def test_a_co_handler_countersigns_and_does_not_reply() -> None:
    built = ProposalBuilder().assigned(lead="甲局", co=("乙局",)).acknowledged("甲局", "乙局")
    with pytest.raises(InvalidError, match="会签"):
        built.replied("乙局")


@pytest.mark.parametrize(
    "parts",
    [{}, {"lead": "甲局", "sole": "乙局"}, {"sole": "甲局", "co": ("乙局",)}, {"sole": " "}, {"sole": "长" * 201}],
)
def test_an_assignment_has_one_lead_or_one_sole_or_separate_units(parts: dict[str, object]) -> None:
    with pytest.raises(InvalidError):
        ProposalBuilder().filed().execute(Assign(**parts))  # type: ignore[arg-type]


def test_the_name_of_a_unit_is_a_line_without_blanks_around_it() -> None:
    built = ProposalBuilder().assigned(lead=" 甲局", co=("乙局 ",)).acknowledged(" 甲局 ")
    assert [(each.unit, each.acknowledged is None) for each in built.proposal.assignments] == [
        ("甲局", False),
        ("乙局", True),
    ]


def test_the_reply_limit_comes_from_the_charter_of_its_kind() -> None:
    session, ordinary = (ProposalBuilder(kind=kind).assigned().proposal for kind in ("session", "ordinary"))
    assert (session.limit, ordinary.limit) == (date(2027, 4, 4), date(2027, 2, 4))


def test_a_dissatisfied_form_leads_to_rehandling() -> None:
    built = ProposalBuilder().assigned().acknowledged().replied().rated(Answer.DISSATISFIED)
    assert built.proposal.status == ProposalState.REHANDLING
    allowed = set(TRANSITIONS.allowed(built.proposal.status))
    assert {"rate", "appraise", "rehandle", "correct"} <= allowed
    assert allowed.isdisjoint({"assign", "acknowledge", "countersign", "reply", "extend", "close"})


@pytest.mark.parametrize(("answer", "returns"), [(Answer.DISSATISFIED, True), (Answer.SATISFIED, False)])
def test_the_event_of_a_form_states_whether_the_form_returns_the_proposal(answer: Answer, *, returns: bool) -> None:
    built = ProposalBuilder().assigned().acknowledged().replied().rated(answer)
    assert built.events[-1].command.returns is returns


def dissatisfied(charter: Charter | None = None, **draft: object) -> ProposalBuilder:
    return ProposalBuilder(charter, **draft).assigned().acknowledged().replied().rated(Answer.DISSATISFIED)


def test_re_handling_leads_to_a_new_reply_to_feedback_and_to_closing() -> None:
    built = dissatisfied().rehandled().replied().rated(Answer.SATISFIED).closed()
    facts = built.proposal.facts()
    assert [str(state) for _, state in facts.steps][4:] == [
        "in_handling", "feedback_requested", "rehandling", "in_handling", "feedback_requested", "closed"
    ]  # fmt: skip
    assert len(facts.outcomes) == len(facts.ratings) == len(facts.limits) == 2


def test_re_handling_needs_the_explanation_of_the_unit_and_a_limit_that_is_not_over() -> None:
    built = dissatisfied()
    with pytest.raises(InvalidError, match="explanation"):
        built.rehandled(explanation=" ")
    with pytest.raises(InvalidError, match="limit"):
        built.rehandled(limit=FIRST_DAY)


def test_re_handling_has_a_limit_of_its_own() -> None:
    built = dissatisfied(Charter(rehandling_limit_months=2)).rehandled()
    assert built.proposal.limit == add_months(built.day, 2)
    assert dissatisfied().rehandled(limit=date(2026, 12, 1)).proposal.limit == date(2026, 12, 1)


def test_after_the_rounds_of_the_charter_a_dissatisfied_form_is_recorded_and_returns_nothing() -> None:
    built = dissatisfied().rehandled().replied().rated(Answer.DISSATISFIED)
    assert built.proposal.status == ProposalState.FEEDBACK_REQUESTED
    facts = built.closed().proposal.facts()
    assert [str(rating.result) for rating in facts.ratings] == ["dissatisfied", "dissatisfied"]
    assert facts.steps[-1].state == ProposalState.CLOSED
    twice = dissatisfied(Charter(rehandling_rounds=2)).rehandled().replied().rated(Answer.DISSATISFIED)
    assert twice.proposal.status == ProposalState.REHANDLING
    never = dissatisfied(Charter(rehandling_rounds=0))
    assert never.proposal.status == ProposalState.FEEDBACK_REQUESTED


XISHUI = Charter(appraisal_threshold_tenths=800)


def replied(charter: Charter | None = None) -> ProposalBuilder:
    return ProposalBuilder(charter).assigned().acknowledged().replied()


@pytest.mark.parametrize(
    ("score", "status"), [("79.9", "rehandling"), ("80.0", "feedback_requested"), ("0", "rehandling")]
)
def test_an_appraisal_below_the_threshold_of_the_charter_returns_the_proposal(score: str, status: str) -> None:
    assert replied(XISHUI).execute(Appraise(score=Decimal(score))).status == status
    assert replied().execute(Appraise(score=Decimal(score))).status == "feedback_requested"


@pytest.mark.parametrize("score", ["-0.1", "100.1", "79.95", "1E+9", "NaN"])
def test_a_score_is_from_0_to_100_with_one_decimal(score: str) -> None:
    assert replied().wrong_field(Appraise(score=Decimal(score))) == ("score", "须为0至100之间的数，最多一位小数")


def test_the_replies_are_appraised_and_nothing_before_them() -> None:
    built = ProposalBuilder().assigned().acknowledged()
    assert built.refusal(Appraise(score=Decimal(80))).code == "not-allowed-now"
    assert not built.proposal.can("appraise")


def test_a_low_score_is_a_whole_number_of_tenths_and_leads_to_one_round_of_re_handling() -> None:
    built = replied(XISHUI).execute(Appraise(score=Decimal("79.9"))).rehandled().replied()
    built.execute(Appraise(score=Decimal("79.9")))
    assert built.status == "feedback_requested"
    assert [each.tenths for each in built.proposal.facts().appraisals] == [799, 799]
    assert built.rated(Answer.SATISFIED).closed().status == "closed"


def test_a_proposal_is_returned_on_the_day_of_the_first_of_a_form_and_a_score() -> None:
    built = replied(XISHUI)
    day = built.day
    built.execute(
        Appraise(score=Decimal(70), on=day + timedelta(3)),
        Rate(process=Answer.DISSATISFIED, result=Answer.DISSATISFIED, on=day + timedelta(1)),
    )
    assert built.proposal.facts().steps[-1] == (day + timedelta(1), ProposalState.REHANDLING)


def test_a_form_after_the_closing_is_recorded_and_returns_nothing() -> None:
    built = ProposalBuilder(signatories=2).assigned().acknowledged().replied().rated(Answer.SATISFIED).closed()
    built.rated(Answer.DISSATISFIED, signatory=2)
    assert built.proposal.status == ProposalState.CLOSED
    assert len(built.proposal.facts().ratings) == 2


def test_a_form_that_came_before_the_closing_may_be_recorded_after_it() -> None:
    built = ProposalBuilder().assigned().acknowledged().replied()
    came = built.day
    built.closed().execute(Rate(process=Answer.SATISFIED, result=Answer.SATISFIED, on=came))
    assert built.proposal.facts().ratings[0].day == came


def test_each_form_names_the_round_that_it_judges_also_on_the_day_of_another() -> None:
    built = dissatisfied()
    assert built.proposal.facts().rating_rounds == ()
    day = built.day
    built.execute(
        Rehandle(explanation="说明", on=day),
        Reply(unit="甲局", text="再次答复", answer_class="A", on=day),
        Rate(process=Answer.SATISFIED, result=Answer.MOSTLY_SATISFIED, on=day),
    )
    assert [each.result for each in built.proposal.facts().ratings] == ["dissatisfied", "mostly_satisfied"]
    assert built.proposal.facts().rating_rounds == (1, 2)


def test_the_forms_of_other_signatories_are_still_recorded_while_it_waits_for_re_handling() -> None:
    built = dissatisfied(signatories=2).rated(Answer.SATISFIED, signatory=2)
    assert built.proposal.status == ProposalState.REHANDLING
    assert len(built.proposal.facts().ratings) == 2


def test_every_new_reply_of_a_lead_is_countersigned_again_and_nobody_acknowledges_again() -> None:
    built = (
        ProposalBuilder()
        .assigned(lead="甲局", co=("乙局",))
        .acknowledged("甲局", "乙局")
        .countersigned("乙局")
        .replied("甲局")
    )
    built.rated(Answer.DISSATISFIED).rehandled()
    with pytest.raises(ConflictError, match="已签收"):
        built.acknowledged("甲局")
    with pytest.raises(ConflictError, match="乙局"):
        built.replied("甲局")
    assert built.countersigned("乙局").replied("甲局").proposal.status == ProposalState.FEEDBACK_REQUESTED


def test_a_signatory_may_send_a_newer_form() -> None:
    built = ProposalBuilder(signatories=2).assigned().acknowledged().replied()
    built.rated(Answer.MOSTLY_SATISFIED, signatory=2).rated(Answer.SATISFIED, signatory=2)
    assert [(form.signatory, str(form.result)) for form in built.proposal.facts().ratings] == [
        (2, "mostly_satisfied"),
        (2, "satisfied"),
    ]


def test_a_form_of_nobody_who_signed_is_refused() -> None:
    with pytest.raises(InvalidError, match="signatory"):
        ProposalBuilder(signatories=2).assigned().acknowledged().replied().rated(Answer.SATISFIED, signatory=3)


def test_an_answer_that_the_charter_does_not_offer_is_refused() -> None:
    with pytest.raises(InvalidError, match="result"):
        ProposalBuilder().assigned().acknowledged().replied().rated(Answer.VERY_SATISFIED)


def test_an_answer_class_is_read_in_the_scheme_of_the_place() -> None:
    charter = Charter(scheme="ABC")
    built = ProposalBuilder(charter).assigned().acknowledged().replied(answer_class="C")
    assert built.proposal.facts().outcomes[0].outcome == Outcome.FOR_REFERENCE
    with pytest.raises(InvalidError, match="answer_class"):
        ProposalBuilder(charter).assigned().acknowledged().replied(answer_class="D")


@pytest.mark.parametrize(
    ("letter", "outcome"), [("A", Outcome.RESOLVED), ("B", Outcome.PLANNED), ("C", Outcome.PLANNED)]
)
def test_where_c_is_planned_b_is_being_resolved_and_both_count_as_planned(letter: str, outcome: Outcome) -> None:
    built = ProposalBuilder(Charter(scheme="ABC_PLANNED")).assigned().acknowledged().replied(answer_class=letter)
    assert built.proposal.facts().outcomes[0].outcome == outcome


def test_a_unit_chooses_no_other_scheme_than_that_of_the_charter() -> None:
    built = ProposalBuilder(Charter(scheme="ABC_PLANNED")).assigned().acknowledged()
    other = Reply(on=built.next_day(), unit="甲局", text="答复", answer_class="B", scheme="ABCD")
    with pytest.raises(InvalidError, match="scheme：答复按章程分为A、B、C三类（C为列入计划），不能另选"):
        built.execute(other)
    built.execute(replace(other, scheme="ABC_PLANNED"))
    assert built.proposal.replies[0].scheme == "ABC_PLANNED"


def test_a_reply_is_not_moved_to_a_day_with_another_scheme() -> None:
    built = ProposalBuilder().assigned().acknowledged().replied()
    moved = Correct(step="reply", day=built.day - timedelta(1), reason="录错")
    at = replace(charter_context(), corrected=Charter(scheme="ABC"))
    with pytest.raises(InvalidError, match="day：当日答复分为A、B、C三类"):
        decide(built.proposal, moved, context=at)


def test_whether_a_channel_is_online_is_the_charters_word() -> None:
    assert ProposalBuilder(channel=Channel.WECHAT).proposal.facts().online
    assert not ProposalBuilder(Charter(online_channels=()), channel=Channel.WECHAT).proposal.facts().online


def test_no_day_lies_in_the_future() -> None:
    with pytest.raises(InvalidError, match="今天"):
        ProposalBuilder().execute(Submit(on=TODAY + timedelta(days=1)))


def test_no_step_lies_before_the_one_before_it() -> None:
    with pytest.raises(InvalidError, match="上一步骤"):
        ProposalBuilder().execute(Submit(on=FIRST_DAY - timedelta(days=1)))


def test_what_is_recorded_long_afterwards_needs_a_reason() -> None:
    draft = DraftProposal(on=date(2014, 1, 5))
    with pytest.raises(InvalidError) as refused:
        decide(None, draft, context=charter_context(Charter()))
    assert refused.value.fields[0].field == "late_reason"
    event = decide(None, DraftProposal(on=date(2014, 1, 5), late_reason="补录"), context=charter_context(Charter()))
    assert event.recorded_late


def test_a_year_is_the_days_own_or_next_to_it() -> None:
    assert ProposalBuilder(year=2025).proposal.year == 2025
    with pytest.raises(InvalidError, match="year"):
        ProposalBuilder(year=2019)


def test_a_proposal_before_the_first_day_that_is_recorded_is_refused() -> None:
    with pytest.raises(InvalidError, match="不能早于2000-01-01"):
        decide(None, DraftProposal(on=date(1999, 12, 31), late_reason="补录"), context=charter_context(Charter()))


def test_a_correction_moves_everything_that_came_with_the_step() -> None:
    built = ProposalBuilder().assigned().acknowledged().replied()
    day = built.proposal.log[-1].on
    built.execute(Correct(step="reply", day=day - timedelta(days=1), reason="录错"))
    facts = built.proposal.facts()
    assert facts.steps[-1] == (day - timedelta(days=1), ProposalState.FEEDBACK_REQUESTED)
    assert facts.outcomes[-1].day == day - timedelta(days=1)


def extended(built: ProposalBuilder, until: date, **given: Any) -> ProposalBuilder:
    return built.execute(Extend(**{"until": until, "reason": "需现场勘查", **given}))


def limit_of(built: ProposalBuilder) -> date:
    limit = built.proposal.limit
    assert limit is not None
    return limit


@pytest.mark.parametrize("acknowledged", [False, True])
def test_a_limit_is_extended_while_the_reply_is_due(*, acknowledged: bool) -> None:
    built = ProposalBuilder().assigned()
    assigned, limit = built.day, limit_of(built)
    if acknowledged:
        built.acknowledged()
    status = built.proposal.status
    extended(built, limit + timedelta(9))
    assert (built.proposal.status, limit_of(built)) == (status, limit + timedelta(9))
    assert built.proposal.facts().limits == ((assigned, limit), (built.day, limit + timedelta(9)))


def test_a_limit_is_not_extended_after_the_reply() -> None:
    built = ProposalBuilder().assigned().acknowledged().replied()
    with pytest.raises(ConflictError, match="待反馈"):
        extended(built, limit_of(built) + timedelta(1))
    with pytest.raises(ConflictError, match="重新办理"):
        extended(dissatisfied(), limit_of(built) + timedelta(1))


def test_a_limit_is_extended_on_its_last_day_and_no_longer_when_it_has_passed() -> None:
    built = ProposalBuilder().filed()
    built.execute(Assign(on=built.next_day(), sole="甲局", limit=built.day + timedelta(2)))
    limit = limit_of(built)
    with pytest.raises(InvalidError, match=f"须在办理期限（{limit}）届满以前延期"):
        extended(built, limit + timedelta(9), on=limit + timedelta(1))
    assert limit_of(extended(built, limit + timedelta(9), on=limit)) == limit + timedelta(9)


def test_an_extension_has_a_reason() -> None:
    built = ProposalBuilder().assigned()
    with pytest.raises(InvalidError, match="reason"):
        extended(built, limit_of(built) + timedelta(1), reason=" ")


def test_an_extension_is_to_a_later_day() -> None:
    built = ProposalBuilder().assigned()
    with pytest.raises(InvalidError, match="须晚于现在的办理期限"):
        extended(built, limit_of(built))


def test_a_limit_is_extended_to_at_most_the_months_of_the_charter_after_the_assignment_even_in_two_steps() -> None:
    built = ProposalBuilder(Charter(extension_months=6, extensions=2)).assigned()
    latest = add_months(built.day, 6)
    with pytest.raises(InvalidError, match=f"不能晚于{latest}（交办或退回重新办理之日起6个月）"):
        extended(built, latest + timedelta(1))
    extended(built, latest - timedelta(1))
    with pytest.raises(InvalidError, match=f"不能晚于{latest}"):
        extended(built, latest + timedelta(1))
    assert limit_of(extended(built, latest)) == latest


def test_a_limit_is_extended_as_often_in_a_round_as_the_charter_allows() -> None:
    built = dissatisfied(Charter(rehandling_limit_months=3))
    rehandled = built.rehandled()
    extended(rehandled, limit_of(built) + timedelta(1))
    with pytest.raises(ConflictError, match="已延期1次，按章程最多延期1次"):
        extended(rehandled, limit_of(built) + timedelta(1))


def separate(*units: str) -> ProposalBuilder:
    return ProposalBuilder().filed().execute(Assign(separate=units))


def test_an_extension_for_one_unit_extends_its_limit_and_the_proposal_is_due_with_the_last_of_its_units() -> None:
    built = separate("甲局", "乙局", "丙局")
    limit = limit_of(built)
    extended(built, limit + timedelta(9), unit="甲 局")
    extended(built, limit + timedelta(5), unit="乙局")
    limits = {unit: built.proposal.limits_of(unit)[-1][1] for unit in ("甲局", "乙局", "丙局")}
    assert limits == {"甲局": limit + timedelta(9), "乙局": limit + timedelta(5), "丙局": limit}
    assert limit_of(built) == limit + timedelta(9)
    assert [each.limit for each in built.proposal.facts().limits] == [limit, limit + timedelta(9), limit + timedelta(9)]
    with pytest.raises(ConflictError, match="已延期1次"):
        extended(built, limit + timedelta(20), unit="甲局")
    with pytest.raises(InvalidError, match="不是本提案的承办单位"):
        extended(built, limit + timedelta(9), unit="丁局")


def test_a_unit_that_has_replied_is_neither_extended_nor_urged() -> None:
    built = separate("甲局", "乙局").acknowledged("甲局").acknowledged("乙局")
    built.execute(Reply(unit="甲局", text="答复", answer_class="A"))
    with pytest.raises(ConflictError, match="“甲局”已答复或会签"):
        extended(built, limit_of(built) + timedelta(9), unit="甲局")
    with pytest.raises(ConflictError, match="“甲局”已答复或会签"):
        built.execute(Urge(unit="甲局", text="请按期答复"))
    built.execute(Urge(unit="乙局", text="请按期答复"), Urge(text="请按期答复"))
    assert [each.unit for each in built.proposal.urgings] == ["乙局", ""]


def test_an_urging_has_a_text_and_does_not_delay_other_steps() -> None:
    built = separate("甲局")
    assigned = built.day
    with pytest.raises(InvalidError, match="text"):
        built.execute(Urge(text=" "))
    built.execute(Urge(text="请按期答复", on=assigned + timedelta(3)))
    built.execute(Acknowledge(unit="甲局", on=assigned + timedelta(1)))
    assert built.proposal.status == ProposalState.IN_HANDLING


def test_the_limit_of_another_round_is_extended_from_its_own_beginning() -> None:
    built = dissatisfied(Charter(rehandling_limit_months=3, extension_months=4)).rehandled()
    rehandled = built.day
    with pytest.raises(InvalidError, match="不能晚于"):
        extended(built, add_months(rehandled, 4) + timedelta(1))
    extended(built, add_months(rehandled, 4))
    assert [limit for _, limit in built.proposal.facts().limits][1:] == [
        add_months(rehandled, 3),
        add_months(rehandled, 4),
    ]


def test_an_extended_limit_stays_when_the_day_of_the_assignment_is_corrected() -> None:
    built = ProposalBuilder().filed().execute(Assign(on=TODAY - timedelta(5), sole="甲局"))
    until = limit_of(built) + timedelta(9)
    extended(built, until)
    built.execute(Correct(step="assign", day=TODAY - timedelta(6), reason="录错", on=TODAY))
    assert [limit for _, limit in built.proposal.facts().limits] == [add_months(TODAY - timedelta(6), 5), until]


@pytest.mark.parametrize("months", [0, 6], ids=["passed", "later"])
def test_a_correction_after_which_the_extension_would_not_be_one_is_refused(months: int) -> None:
    built = ProposalBuilder().filed().execute(Assign(on=TODAY - timedelta(5), sole="甲局"))
    extended(built, limit_of(built) + timedelta(9))
    built.context = replace(built.context, corrected=Charter(session_limit_months=months))
    with pytest.raises(InvalidError, match="更正后"):
        built.execute(Correct(step="assign", day=TODAY - timedelta(6), reason="录错", on=TODAY))


def test_the_day_of_an_extension_is_corrected_to_at_most_the_limit_that_it_extends() -> None:
    built = ProposalBuilder().filed()
    built.execute(Assign(on=built.next_day(), sole="甲局", limit=built.day + timedelta(2)))
    limit = limit_of(built)
    extended(built, limit + timedelta(9), on=limit - timedelta(1))
    with pytest.raises(InvalidError, match="更正后"):
        built.execute(Correct(step="extend", day=limit + timedelta(1), reason="录错", on=TODAY))
    built.execute(Correct(step="extend", day=limit, reason="录错", on=TODAY))
    assert built.proposal.facts().limits[-1] == (limit, limit + timedelta(9))


def test_a_corrected_day_stays_between_its_neighbours() -> None:
    built = closed_proposal()
    for day in (FIRST_DAY, built.day):
        with pytest.raises(InvalidError, match="day"):
            built.execute(Correct(step="filed", day=day, reason="录错"))


def test_an_assignment_cannot_be_corrected_to_after_its_limit() -> None:
    built = ProposalBuilder().filed()
    built.execute(Assign(on=built.next_day(), sole="甲局", limit=built.day + timedelta(days=5)))
    with pytest.raises(InvalidError, match="期限"):
        built.execute(Correct(step="assign", day=built.day + timedelta(days=6), reason="录错"))


def test_a_correction_of_a_step_that_is_not_there_is_refused_without_identifiers() -> None:
    with pytest.raises(InvalidError, match=r"没有这个步骤；[^a-z_]+$"):
        ProposalBuilder().execute(Correct(step="close", day=FIRST_DAY, reason="录错"))


def test_a_correction_of_a_step_that_is_not_there_lists_the_steps_and_no_corrections() -> None:
    built = (
        ProposalBuilder()
        .submitted()
        .execute(Correct(step="submit", day=FIRST_DAY, reason="录错"))
        .execute(File(on=TODAY))
    )
    with pytest.raises(InvalidError, match=r"可以选的步骤序号：1、2、4$"):
        built.execute(Correct(step="close", day=FIRST_DAY, reason="录错"))


def test_a_proposal_that_was_taken_back_can_only_be_corrected_and_disappear_from_the_public_board() -> None:
    built = ProposalBuilder().submitted().execute(WithdrawProposal(reason="不再需要"))
    assert set(TRANSITIONS.allowed(built.proposal.status)) - {"forward", "resend"} == {"correct", "unpublish"}
    assert not built.proposal.can("unpublish")
    assert ProposalBuilder().filed().execute(Publish(), WithdrawProposal(reason="不再需要")).proposal.can("unpublish")


def test_a_merged_proposal_names_the_one_that_stands_for_it() -> None:
    assert (
        ProposalBuilder().submitted().execute(MergeProposal(into="522625-p-2026-1")).proposal.merged_into
        == "522625-p-2026-1"
    )


def test_a_state_survives_its_own_json() -> None:
    state = (
        ProposalBuilder(signatories=2)
        .assigned(separate=("甲局", "乙局"))
        .acknowledged("甲局", "乙局")
        .replied("乙局")
        .proposal
    )
    assert msgspec.json.decode(msgspec.json.encode(state), type=Proposal) == state


def test_a_refused_command_changes_nothing() -> None:
    built = ProposalBuilder().assigned()
    before = built.proposal
    with pytest.raises(LianxiError):
        built.execute(Reply(unit="甲局", text="答复", answer_class="A"))
    assert built.proposal == before


def test_a_form_of_the_first_round_is_recorded_with_its_day_while_the_next_reply_is_awaited() -> None:
    built = dissatisfied(signatories=2)
    came = built.day
    built.rehandled().execute(Rate(on=came, process=Answer.SATISFIED, result=Answer.DISSATISFIED, signatory=2))
    assert built.proposal.status == ProposalState.IN_HANDLING
    assert [(each.day, each.signatory) for each in built.proposal.facts().ratings] == [(came, 1), (came, 2)]
    assert built.replied().proposal.signatories_to_rate == (1, 2)


def test_a_form_of_the_first_round_is_recorded_with_its_day_after_the_second_reply_and_returns_nothing() -> None:
    built = dissatisfied(Charter(rehandling_rounds=9), signatories=2)
    came = built.day
    built.rehandled().replied().rated(Answer.SATISFIED, signatory=2)
    built.execute(Rate(on=came, process=Answer.SATISFIED, result=Answer.DISSATISFIED, signatory=2))
    assert built.proposal.status == ProposalState.FEEDBACK_REQUESTED
    assert built.proposal.signatories_to_rate == (1,)
    again = [step for step in built.proposal.facts().steps if step.state == ProposalState.REHANDLING]
    assert [step.day for step in again] == [came]
    assert built.rated(Answer.DISSATISFIED).proposal.status == ProposalState.REHANDLING


def test_a_form_of_the_first_round_does_not_tie_the_days_of_the_next_one() -> None:
    built = dissatisfied(signatories=2)
    came = built.day
    built.next_day()
    built.rehandled(explanation="说明").execute(
        Rate(on=came, process=Answer.SATISFIED, result=Answer.SATISFIED, signatory=2)
    )
    early = built.day - timedelta(days=1)
    built.execute(Correct(step="rehandle", day=early, reason="录错", on=built.day))
    assert built.proposal.facts().limits[-1].day == early


def test_a_form_precedes_no_reply_of_the_first_round_and_needs_one() -> None:
    built = dissatisfied(signatories=2)
    too_early = built.day - timedelta(days=2)
    built.rehandled()
    with pytest.raises(InvalidError, match="不能早于上一步骤"):
        built.execute(Rate(on=too_early, process=Answer.SATISFIED, result=Answer.SATISFIED, signatory=2))
    with pytest.raises(ConflictError, match="尚未答复"):
        ProposalBuilder().assigned().acknowledged().rated(Answer.SATISFIED)
    assert not ProposalBuilder().assigned().acknowledged().proposal.can("rate")


@pytest.mark.parametrize("number", [0, -1, 100_000])
def test_a_filing_number_is_a_number_of_five_digits(number: int) -> None:
    rule = "立案号须在1至99999之间"
    assert ProposalBuilder().submitted().wrong_field(File(number=number)) == ("number", rule)
    assert ProposalBuilder().submitted().execute(File(number=99_999)).status == "filed"
