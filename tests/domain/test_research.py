"""Research: its groups, the chain of those who sign its report off, the meeting after that, and instructions on the outcome."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.consultation_vocabulary import ActivityClass, HeldBy
from shared.contracts.vocabulary import Level
from shared.domain.charters.research import ResearchProcedure, research_procedure
from shared.domain.charters.values import checked_value
from shared.domain.command import Command
from shared.domain.consultations.commands import Hold, Organise, OutcomeKind, RaiseTopic, SubmitOutcome
from shared.domain.consultations.obligations import obligations
from shared.domain.consultations.research_commands import (
    CompletedSignOff,
    DraftReport,
    FormGroups,
    InstructOutcome,
    ReportOnInstruction,
    ReviewReport,
    SignOff,
)
from shared.domain.consultations.research_rules import check_account
from shared.domain.consultations.transitions import TRANSITIONS
from shared.domain.errors import ConflictError, FieldError, InvalidError
from tests.support.matters import MatterBuilder, decision_context

FOUR = ("调研组组长", "秘书长", "分管副主席", "主席")
PROCEDURE = ResearchProcedure(2, 4, FOUR, review=True)
GROUPS = FormGroups(groups=("一组", "二组"))
HELD = (Organise(), GROUPS, Hold(participants=9))
DRAFT = DraftReport(draft="初稿")
REVIEWED = (*HELD, DRAFT, *(SignOff() for _ in FOUR), ReviewReport(held_by=HeldBy.CHAIRPERSONS_COUNCIL))
REPORT = SubmitOutcome(kind=OutcomeKind.REPORT, outcome_text="报告")


def built(*commands: Command, activity: ActivityClass = ActivityClass.RESEARCH, **rules: Any) -> MatterBuilder:
    context = decision_context(**{"research": PROCEDURE, **rules})
    raised = RaiseTopic(activity=activity, level=Level.COUNTY)
    return MatterBuilder("consultation", raised, context=context).execute(*commands)


def test_research_is_carried_out_in_two_to_four_groups_where_the_charter_says_so() -> None:
    organised = built(Organise())
    refused = organised.refusal(Hold(participants=9))
    assert refused.code == "not-allowed-now"
    assert refused.detail.startswith(
        "按章程，调研须先“分组”（2至4个小组），当前状态是“已组织”，不能“开展活动”。这一状态下可以：取消、组织活动、邀请参加、"
    )
    assert organised.wrong_field(FormGroups(groups=("一组",))) == ("groups", "须分2至4个小组")
    assert organised.wrong_field(FormGroups(groups=tuple("一二三四五"))) == ("groups", "须分2至4个小组")
    assert organised.wrong_field(FormGroups(groups=("一组", "一组"))) == ("groups", "同一小组只填一次")
    assert organised.wrong_field(FormGroups(groups=("一组", " "))) == ("groups.1", "必须填写")
    assert organised.execute(GROUPS, Hold(participants=9)).status == "held"
    assert built(Organise(), Hold(participants=9), research=ResearchProcedure()).status == "held"


def test_four_sign_the_report_off_in_their_order_and_then_a_meeting_considers_it() -> None:
    activity = built(*HELD, DRAFT)
    assert activity.refusal(REPORT).detail.startswith(f"调研报告尚未审签：{'、'.join(FOUR)}，当前")
    assert activity.wrong_field(SignOff(signer="主席")) == ("signer", "按章程的顺序，下一个审签的是调研组组长")
    activity.execute(SignOff(), SignOff(signer="秘书长"), SignOff())
    review = ReviewReport(held_by=HeldBy.CHAIRPERSONS_COUNCIL)
    assert activity.refusal(review).detail.startswith("会议审议以前须先审签：主席")
    activity.execute(SignOff())
    assert activity.refusal(SignOff()).code == "already-recorded"
    assert activity.refusal(REPORT).detail.startswith("调研报告尚未经会议审议")
    activity.execute(review)
    assert activity.refusal(review).code == "already-recorded"
    assert [each.signer for each in activity.state.follow_up.sign_offs] == list(FOUR)
    assert activity.execute(REPORT).status == "outcome_submitted"


def possible(activity: MatterBuilder) -> list[str]:
    """Returns the steps of the report that the state allows now."""
    state = activity.state
    steps = ("draft_report", "sign_off", "review_report", "submit_outcome")
    return [each for each in steps if state.can(each) and each in TRANSITIONS.allowed(state.status)]


def test_each_step_of_a_report_is_possible_when_its_turn_has_come() -> None:
    activity = built(*HELD)
    review = ReviewReport(held_by=HeldBy.CHAIRPERSONS_COUNCIL)
    assert possible(activity) == ["draft_report"]
    assert activity.refusal(SignOff()).detail.startswith("须先“报告送审”，当前状态是“已开展”，不能“报告审签”。")
    assert activity.refusal(review).detail.startswith("须先“报告送审”，当前")
    for step in (DRAFT, SignOff(), SignOff(), SignOff()):
        assert possible(activity.execute(step)) == ["draft_report", "sign_off"]
    assert possible(activity.execute(SignOff())) == ["draft_report", "review_report"]
    assert possible(activity.execute(review)) == ["submit_outcome"]
    assert activity.refusal(DRAFT).code == "already-recorded"


def test_a_report_that_is_submitted_again_is_signed_off_again() -> None:
    activity = built(*HELD, DRAFT, SignOff(), SignOff(), DRAFT)
    assert activity.state.follow_up.unsigned == FOUR
    assert [each.signer for each in activity.execute(SignOff()).state.follow_up.sign_offs] == [FOUR[0]]


def test_a_charter_without_sign_offs_asks_for_no_report_before_the_outcome() -> None:
    free = built(*HELD, research=ResearchProcedure())
    assert possible(free) == ["submit_outcome"]
    assert free.refusal(DRAFT).detail.startswith("章程没有规定调研报告的审签和会议审议")
    review = ReviewReport(held_by=HeldBy.CHAIRPERSONS_COUNCIL)
    assert free.refusal(review).detail.startswith("章程没有规定调研报告的会议审议")
    considered = built(*HELD, DRAFT, research=ResearchProcedure(review=True))
    assert possible(considered) == ["draft_report", "review_report"]


def test_a_later_charter_leaves_the_procedure_of_a_report_as_it_was() -> None:
    activity = built(*HELD, DRAFT)
    activity.context = decision_context(research=ResearchProcedure())
    assert activity.refusal(REPORT).detail.startswith("调研报告尚未审签")


def test_an_account_signs_a_report_once_under_whatever_title() -> None:
    activity = built(*HELD, DRAFT)
    signed = CompletedSignOff(signer=FOUR[0], account="520603-leader")
    activity.execute(signed)
    assert (activity.state.follow_up.next_signer("520603-leader"), activity.state.follow_up.next_signer("b")) == (
        (),
        (FOUR[1],),
    )
    with pytest.raises(ConflictError) as refused:
        check_account(activity.state, FOUR[1], "520603-leader")
    assert refused.value.fields[0].value == FOUR[1]
    check_account(activity.state, FOUR[1], "")


def test_other_activities_have_no_groups_and_no_sign_offs() -> None:
    consultation = built(Organise(), activity=ActivityClass.CONSULTATION)
    assert consultation.refusal(GROUPS).detail.startswith("只有调研可以“分组”，本活动是协商")
    assert consultation.execute(Hold(participants=9), REPORT).status == "outcome_submitted"
    unsigned = built(*HELD, research=ResearchProcedure()).refusal(SignOff())
    assert unsigned.detail.startswith(
        "章程没有规定调研报告的审签，当前状态是“已开展”，不能“报告审签”。这一状态下可以：报送成果、"
    )


def test_instructions_on_an_outcome_are_of_the_own_level_or_above_and_answered_once() -> None:
    activity = built(*REVIEWED, REPORT)
    given = InstructOutcome(level=Level.COUNTY, text="请农业农村局研究")
    assert activity.wrong_field(replace(given, level=Level.TOWNSHIP))[0] == "level"
    assert activity.wrong_field(replace(given, text=" ")) == ("text", "必须填写")
    assert activity.refusal(ReportOnInstruction(text="已办")).detail.startswith("没有待回复的批示")
    activity.execute(given, InstructOutcome(level=Level.CITY, text="请阅"), ReportOnInstruction(text="已列入计划"))
    answers = [each.answer for each in activity.state.follow_up.instructions]
    assert answers == [activity.state.sequence, None]
    answered = ReportOnInstruction(text="一", instruction=1)
    assert activity.refusal(answered).fields == (FieldError("instruction", 1, "第1件批示已回复"),)
    assert activity.wrong_field(replace(answered, instruction=3)) == ("instruction", "没有第3件批示；共2件")


def test_an_instruction_is_answered_by_the_limit_that_is_typed_or_by_that_of_the_charter() -> None:
    activity = built(*REVIEWED, REPORT, instruction_answer_days=10)
    given = InstructOutcome(level=Level.COUNTY, text="请研究")
    day = activity.state.log[-1].on
    later = day + timedelta(days=300)
    assert activity.wrong_field(replace(given, reply_by=day - timedelta(days=1)))[0] == "reply_by"
    activity.execute(given, replace(given, reply_by=later))
    first, second = activity.state.facts().instructed
    assert (first.limit, second.limit) == (first.day + timedelta(days=10), later)
    assert [(each.instruction, each.limit) for each in obligations(activity.state)] == [
        (1, first.limit),
        (2, second.limit),
    ]
    activity.execute(ReportOnInstruction(text="已办"))
    assert [each.instruction for each in obligations(activity.state)] == [2]
    assert activity.state.facts().instructed[0].answered is not None


def test_only_an_appraisal_comes_back_to_research() -> None:
    raised = RaiseTopic(activity=ActivityClass.APPRAISAL, level=Level.COUNTY, appraises="520603-c-2025-1")
    assert MatterBuilder("consultation", raised).state.appraises == "520603-c-2025-1"
    with pytest.raises(InvalidError, match="appraises：只有民主评议可以评议往年的调研，视察不填"):
        MatterBuilder("consultation", replace(raised, activity=ActivityClass.INSPECTION))


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"group": [2, 4]},
        {"groups": [4, 2]},
        {"groups": [2]},
        {"groups": [0, 21]},
        {"sign_offs": ["主席", "主席"]},
        {"sign_offs": [""]},
        {"sign_offs": "主席"},
        {"review": 1},
    ],
)
def test_a_wrong_procedure_of_a_charter_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="research: "):
        checked_value("rules", "research", wrong, known=["research"])


def test_a_charter_names_groups_signers_and_the_meeting() -> None:
    given = {"groups": [2, 4], "sign_offs": list(FOUR), "review": True}
    assert research_procedure(given) == PROCEDURE
