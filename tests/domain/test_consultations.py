"""The rules of consultations and other activities."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.contracts.consultation_vocabulary import (
    ActivityClass,
    ActivityForm,
    DecidingBody,
    Gathering,
    HeldBy,
    Mobility,
    Setting,
)
from shared.contracts.dated import Suggestion
from shared.contracts.vocabulary import Level
from shared.domain.charters.evaluation import EvaluationCriterion
from shared.domain.command import Command, Correct
from shared.domain.consultations.commands import (
    AnswerSuggestion,
    Cancel,
    CloseConsultation,
    ConvertOutcome,
    Hold,
    Organise,
    OutcomeKind,
    RaiseTopic,
    ReceiveFeedback,
    ReferSuggestion,
    SendNotice,
    SendPapers,
    SubmitOutcome,
)
from shared.domain.consultations.follow_up_commands import (
    AddOutline,
    Evaluate,
    LinkDecision,
    RecordComment,
    RequestComments,
)
from shared.domain.consultations.obligations import obligations
from shared.domain.consultations.suggestion_commands import AddSuggestions, RewordSuggestion
from shared.domain.errors import InvalidError
from tests.support.matters import TODAY, MatterBuilder, decision_context

THREE = ("修路", "种树", "办学")
HELD = (Organise(), Hold(participants=15, suggestions=THREE))
SUBMITTED = (*HELD, SubmitOutcome(kind=OutcomeKind.MINUTES))


def built(*commands: Command, activity: ActivityClass = ActivityClass.CONSULTATION, **raised: Any) -> MatterBuilder:
    return MatterBuilder("consultation", RaiseTopic(activity=activity, level=Level.COUNTY, **raised)).execute(*commands)


def test_suggestions_are_added_until_the_first_feedback_and_keep_their_numbers() -> None:
    activity = built(*HELD)
    assert activity.wrong_field(AddSuggestions(suggestions=())) == (
        *("suggestions", "须填写1至197条（一次活动最多200条，已有3条）"),
    )
    assert activity.wrong_field(AddSuggestions(suggestions=("一",) * 198))[0] == "suggestions"
    assert activity.wrong_field(AddSuggestions(suggestions=("一", " "))) == ("suggestions.1", "必须填写")
    activity.execute(SubmitOutcome(kind=OutcomeKind.MINUTES), AddSuggestions(suggestions=("架桥", "修渠")))
    added = activity.day
    activity.execute(ReceiveFeedback(adopted=(1, 5)))
    made = [each.made for each in activity.facts.suggestions]
    assert (len(made), made[3:], [each.adopted is not None for each in activity.facts.suggestions]) == (
        *(5, [added, added], [True, False, False, False, True]),
    )
    assert activity.refusal(AddSuggestions(suggestions=("一",))).code == "not-allowed-now"


def test_the_text_of_a_suggestion_without_an_answer_is_corrected() -> None:
    activity = built(*SUBMITTED)
    assert activity.wrong_field(RewordSuggestion(number=4, text="一")) == ("number", "没有第4条建议；共3条")
    assert activity.wrong_field(RewordSuggestion(number=1, text=" ")) == ("text", "必须填写")
    activity.execute(
        RewordSuggestion(number=1, text="修公路"), AnswerSuggestion(number=1, department="一", answer="一")
    )
    activity.execute(ReceiveFeedback(adopted=(2,)))
    for number in (1, 2):
        refused = activity.refusal(RewordSuggestion(number=number, text="一"))
        assert [(each.field, each.value) for each in refused.fields] == [("number", number)]
    activity.execute(RewordSuggestion(number=3, text="办校"))
    activity.execute(ReferSuggestion(number=3, department="教育局", until=TODAY))
    assert activity.refusal(RewordSuggestion(number=3, text="一")).fields[0].value == 3
    assert not built(Organise(), Hold(participants=1)).state.can("reword_suggestion")


def test_the_four_steps() -> None:
    activity = built(*SUBMITTED, ReceiveFeedback(adopted=(1, 3), done=(3,)), CloseConsultation())
    assert [state for _, state in activity.facts.steps] == [
        *("topic_raised", "organised", "held", "outcome_submitted", "feedback_received", "closed"),
    ]
    assert (activity.facts.participants, activity.facts.level) == (15, "county")
    held, answered_on = date(2026, 11, 3), date(2026, 11, 5)
    assert activity.facts.suggestions == (
        Suggestion(held, answered_on, None),
        Suggestion(held),
        Suggestion(held, answered_on, answered_on),
    )


def test_feedback_may_come_again_and_after_the_end() -> None:
    activity = built(*SUBMITTED, ReceiveFeedback(adopted=(1,)), ReceiveFeedback(done=(1,)), CloseConsultation())
    activity.execute(ReceiveFeedback(adopted=(2,), done=(2,)))
    assert activity.status == "closed"
    assert [each.done is not None for each in activity.facts.suggestions] == [True, True, False]


@pytest.mark.parametrize(
    ("feedback", "field", "rule"),
    [
        (ReceiveFeedback(), "adopted", "采纳和落实的建议至少填写一项（填写建议的序号）"),
        (ReceiveFeedback(adopted=(4,)), "adopted", "没有第4条建议；共3条"),
        (ReceiveFeedback(adopted=(0,)), "adopted", "没有第0条建议；共3条"),
        (ReceiveFeedback(adopted=(-1,)), "adopted", "没有第-1条建议；共3条"),
        (ReceiveFeedback(adopted=(2, 2)), "adopted", "同一序号只填一次"),
        (ReceiveFeedback(adopted=(1,)), "adopted", "第1条建议已登记"),
        (ReceiveFeedback(done=(2,)), "done", "第2条建议尚未采纳，不能登记为已落实"),
    ],
)
def test_feedback_names_suggestions_by_number_once_and_done_is_what_was_adopted(
    feedback: ReceiveFeedback, field: str, rule: str
) -> None:
    activity = built(*SUBMITTED, ReceiveFeedback(adopted=(1,)))
    assert activity.wrong_field(feedback) == (field, rule)


def test_where_nothing_was_suggested_feedback_may_be_empty() -> None:
    activity = built(Organise(), Hold(participants=9), SubmitOutcome(kind=OutcomeKind.REPORT), ReceiveFeedback())
    assert activity.status == "feedback_received"


@pytest.mark.parametrize("number", [0, -1, 100_001])
def test_somebody_takes_part(number: int) -> None:
    assert built(Organise()).wrong_field(Hold(participants=number)) == ("participants", "须在1至100000之间")


def test_a_suggestion_says_something_and_there_are_not_too_many() -> None:
    organised = built(Organise())
    assert organised.wrong_field(Hold(participants=1, suggestions=("修路", " "))) == ("suggestions.1", "必须填写")
    assert organised.wrong_field(Hold(participants=1, suggestions=("一",) * 201)) == ("suggestions", "最多200条")


@pytest.mark.parametrize("activity", [each for each in ActivityClass if each is not ActivityClass.CONSULTATION])
def test_only_a_consultation_has_a_form(activity: ActivityClass) -> None:
    with pytest.raises(InvalidError, match="form：只有协商活动有协商形式"):
        built(activity=activity, form=ActivityForm.THEMATIC)
    assert built(activity=activity).wrong_field(Organise(form=ActivityForm.THEMATIC))[0] == "form"


@pytest.mark.parametrize(
    ("counts", "field", "rule"),
    [
        ({"members": 16}, "members", "须在0至15之间：各类人数之和不能超过参加人数15"),
        ({"members": 10, "departments": 3, "experts": 3}, "experts", "须在0至2之间：各类人数之和不能超过参加人数15"),
        ({"public": -1}, "public", "须在0至15之间：各类人数之和不能超过参加人数15"),
        ({"questions": -1}, "questions", "须在0至10000之间"),
        ({"attendees": ("甲",) * 16}, "attendees", "最多15条"),
    ],
)
def test_participants_by_kind_are_at_most_those_who_took_part(counts: dict[str, Any], field: str, rule: str) -> None:
    assert built(Organise()).wrong_field(Hold(participants=15, **counts)) == (field, rule)


def test_participants_and_exchanges_are_counted_by_kind_and_names_stay_here() -> None:
    held = Hold(participants=15, members=10, public=2, questions=4, answers=4, rejoinders=1, attendees=("甲", "乙"))
    facts = built(Organise(), held).facts
    assert (facts.participants, facts.members, facts.departments, facts.public) == (15, 10, 0, 2)
    assert (facts.questions, facts.answers, facts.rejoinders) == (4, 4, 1)
    assert "甲" not in str(facts)


def test_only_a_consultation_has_questions_and_answers() -> None:
    research = built(Organise(), activity=ActivityClass.RESEARCH)
    assert research.wrong_field(Hold(participants=1, answers=1)) == ("answers", "只有协商活动统计问、答、辩，调研不填")


def test_who_holds_it_and_where_may_be_named_when_it_is_organised() -> None:
    organised = Organise(held_by=HeldBy.SECTOR, setting=Setting.ON_SITE, mobility=Mobility.MOBILE)
    facts = built(organised, Organise(gathering=Gathering.DISPERSED), held_by=HeldBy.PLENARY).facts
    assert (facts.held_by, facts.setting, facts.mobility, facts.gathering) == (
        *(HeldBy.SECTOR, Setting.ON_SITE, Mobility.MOBILE, Gathering.DISPERSED),
    )


def test_an_activity_names_a_sector_of_the_charter_which_may_be_named_again_later() -> None:
    activity = built(sector="经济")
    assert activity.facts.sector == "经济界"
    assert activity.execute(Organise(sector="科学技术")).facts.sector == "科学技术界"
    refused = activity.wrong_field(Organise(sector="商界"))
    assert (refused[0], refused[1].startswith("须为章程所列的界别之一：中国共产党、民革")) == ("sector", True)


def organised(on: date, activity: ActivityClass = ActivityClass.CONSULTATION) -> MatterBuilder:
    """Returns an activity that is planned for a day, in a place with clocks for notice and papers."""
    context = decision_context(notice_working_days=15, papers_working_days=10)
    raised = MatterBuilder("consultation", RaiseTopic(activity=activity, level=Level.COUNTY), context=context)
    return raised.execute(Organise(on=date(2026, 11, 2), date=on))


def test_the_notice_is_due_15_and_the_papers_10_working_days_before_a_consultation() -> None:
    activity = organised(date(2026, 11, 30))
    assert (activity.state.notice_due, activity.state.papers_due) == (date(2026, 11, 9), date(2026, 11, 16))
    short = organised(date(2026, 11, 16))
    assert (short.state.notice_due, short.state.papers_due) == (date(2026, 11, 2), date(2026, 11, 2))
    research = organised(date(2026, 11, 30), ActivityClass.RESEARCH)
    assert due(research) == [(date(2026, 11, 30), "开展活动")]
    assert due(short) == [(date(2026, 11, 2), "发出通知、送达材料"), (date(2026, 11, 16), "开展活动")]


def due(activity: MatterBuilder) -> list[tuple[date, str]]:
    return [(each.limit, each.title) for each in obligations(activity.state)]


def test_notice_and_papers_are_due_until_they_are_sent_once() -> None:
    activity = organised(date(2026, 11, 30))
    later = [(date(2026, 11, 16), "送达材料"), (date(2026, 11, 30), "开展活动")]
    assert due(activity) == [(date(2026, 11, 9), "发出通知"), *later]
    activity.execute(SendNotice())
    assert due(activity) == later
    assert activity.refusal(SendNotice()).code == "already-recorded"
    activity.execute(SendPapers(), Hold(participants=3))
    assert due(activity) == []


def test_a_typed_day_for_the_notice_lies_between_the_organisation_and_the_activity() -> None:
    plan = Organise(on=date(2026, 11, 2), date=date(2026, 11, 30), notice_due=date(2026, 12, 1))
    assert built().wrong_field(plan) == ("notice_due", "须在组织日期（2026-11-02）和活动日期（2026-11-30）之间")


def test_a_suggestion_is_answered_by_a_department_and_may_be_answered_again() -> None:
    activity = built(*SUBMITTED, AnswerSuggestion(number=2, department="交通局", answer="列入计划"))
    activity.execute(CloseConsultation(), AnswerSuggestion(number=2, department="交通局", answer="已完工"))
    assert [each.answered for each in activity.state.suggestions] == [None, 7, None]
    wrong = AnswerSuggestion(number=4, department="交通局", answer="一")
    assert activity.wrong_field(wrong) == ("number", "没有第4条建议；共3条")
    assert activity.wrong_field(replace(wrong, number=1, answer=" ")) == ("answer", "必须填写")


def test_a_suggestion_is_referred_to_a_unit_until_it_is_answered() -> None:
    refer = ReferSuggestion(number=2, department="交通局", until=TODAY)
    activity = built(*SUBMITTED, refer, replace(refer, department="水务局"))
    assert activity.state.suggestions[1].until == TODAY
    assert activity.wrong_field(replace(refer, number=4)) == ("number", "没有第4条建议；共3条")
    assert activity.wrong_field(replace(refer, department=" ")) == ("department", "必须填写")
    activity.execute(AnswerSuggestion(number=2, department="水务局", answer="已办"))
    assert activity.refusal(refer).code == "already-recorded"


def test_the_form_can_be_named_later_and_stays() -> None:
    activity = built(Organise(form=ActivityForm.SECTOR), Organise(date=TODAY))
    assert activity.facts.form is ActivityForm.SECTOR
    assert activity.state.planned == TODAY


def test_it_is_not_planned_for_a_day_before_it_is_organised() -> None:
    organise = Organise(on=date(2026, 11, 5), date=date(2026, 11, 4))
    assert built().wrong_field(organise) == ("date", "活动日期不能早于组织日期（2026-11-05）")


def test_what_was_held_cannot_be_cancelled() -> None:
    assert built().wrong_field(Cancel(reason=" ")) == ("reason", "必须填写")
    assert built(Organise(), Cancel(reason="疫情")).status == "cancelled"
    refused = built(*HELD).refusal(Cancel(reason="一"))
    assert (refused.code, refused.extra["allowed"]) == (
        "not-allowed-now",
        [
            "submit_outcome",
            "add_suggestions",
            "reword_suggestion",
            "refer_suggestion",
            "answer_suggestion",
            "add_outline",
            "request_comments",
            "evaluate",
            "link_decision",
            "correct",
        ],
    )


def test_an_outcome_is_converted_into_another_matter_once() -> None:
    activity = built(*SUBMITTED, ConvertOutcome(to="520603-p-2026-1"), ConvertOutcome(to="520603-o-2026-1"))
    assert activity.state.converted_to == ("520603-p-2026-1", "520603-o-2026-1")
    assert activity.refusal(ConvertOutcome(to="520603-p-2026-1")).code == "already-recorded"
    assert activity.status == "outcome_submitted"


def test_correcting_the_day_it_was_held_moves_its_suggestions() -> None:
    activity = built(*SUBMITTED)
    activity.execute(Correct(step="hold", day=date(2026, 11, 2), reason="录错", on=TODAY))
    assert {each.made for each in activity.facts.suggestions} == {date(2026, 11, 2)}


def test_comments_are_asked_of_addressees_by_a_day_and_each_counts_once() -> None:
    activity = built(*SUBMITTED, RequestComments(addressees=("甲镇", "乙镇", "丙局"), until=date(2026, 11, 12)))
    activity.execute(RecordComment(number=2, comment="无意见"), RecordComment(number=2, comment="改一处"))
    facts = activity.facts
    assert (facts.comments_requested, facts.comments_asked, facts.comments) == (
        *(date(2026, 11, 5), 3, (date(2026, 11, 7),)),
    )
    assert activity.refusal(RequestComments(addressees=("丁局",), until=date(2026, 11, 20))).code == "already-recorded"


def test_a_comment_after_the_last_day_is_refused_by_field_and_rule() -> None:
    asked = RequestComments(addressees=("甲镇",), until=date(2026, 11, 12))
    activity = built(*SUBMITTED, asked)
    late = RecordComment(number=1, comment="一", on=date(2026, 11, 13))
    assert activity.wrong_field(late) == ("on", "反馈意见截止于2026-11-12，之后的不再登记")
    assert activity.wrong_field(replace(late, on=date(2026, 11, 4))) == ("on", "不能早于征求意见的日期（2026-11-05）")
    assert activity.wrong_field(replace(late, number=2)) == ("number", "没有第2个征求意见对象；共1个")
    assert built(*SUBMITTED).refusal(late).code == "not-allowed-now"


@pytest.mark.parametrize(
    ("addressees", "until", "field"),
    [
        ((), 12, "addressees"),
        (("甲镇", "甲镇"), 12, "addressees"),
        ((" ",), 12, "addressees.0"),
        (("甲镇",), 1, "until"),
    ],
)
def test_a_comment_round_has_addressees_once_each_and_a_day_to_come(
    addressees: tuple[str, ...], until: int, field: str
) -> None:
    asked = RequestComments(addressees=addressees, until=date(2026, 11, until), on=date(2026, 11, 5))
    assert built(*SUBMITTED).wrong_field(asked)[0] == field


SHEET = (EvaluationCriterion("选题", 20), EvaluationCriterion("成效", 80))


def test_an_activity_is_evaluated_by_the_sheet_of_the_charter() -> None:
    raised = RaiseTopic(activity=ActivityClass.CONSULTATION, level=Level.COUNTY)
    activity = MatterBuilder("consultation", raised, context=decision_context(evaluation=SHEET)).execute(*HELD)
    assert activity.wrong_field(Evaluate(scores=(20,))) == ("scores", "须填写2项得分：选题（20分）、成效（80分）")
    assert activity.wrong_field(Evaluate(scores=(21, 0))) == ("scores.0", "“选题”须在0至20之间")
    activity.execute(Evaluate(scores=(18, 70)), Evaluate(scores=(19, 70)))
    assert activity.state.follow_up.evaluation.scores == (19, 70)
    assert activity.facts.evaluated == date(2026, 11, 5)
    assert built(*HELD).refusal(Evaluate(scores=())).code == "not-allowed-now"


def test_outlines_come_before_and_after_and_a_decision_follows_the_activity() -> None:
    outline = AddOutline(author="委员甲", outline="提纲")
    activity = built(Organise(), outline, *HELD[1:], outline)
    assert activity.state.follow_up.outlines == (3, 5)
    decided = LinkDecision(body=DecidingBody.GOVERNMENT, decided_on=date(2026, 11, 9), decision="县政府常务会议议题")
    activity.execute(decided)
    assert activity.state.follow_up.decisions[0].on == date(2026, 11, 9)
    assert activity.wrong_field(replace(decided, decided_on=date(2026, 11, 1)))[0] == "decided_on"


def test_only_the_bodies_of_the_charter_hold_an_activity() -> None:
    context = decision_context(holding_bodies=(HeldBy.INTERVIEW,))
    raised = RaiseTopic(activity=ActivityClass.CONSULTATION, level=Level.COUNTY, held_by=HeldBy.INTERVIEW)
    held = MatterBuilder("consultation", raised, context=context)
    assert held.wrong_field(Organise(held_by=HeldBy.SECTOR)) == ("held_by", "章程规定的主办为：主席约谈")
    assert held.execute(Organise()).facts.held_by == HeldBy.INTERVIEW
    with pytest.raises(InvalidError, match="held_by：章程规定的主办为：全体会议、常务委员会会议"):
        MatterBuilder("consultation", raised)
