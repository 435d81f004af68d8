"""The rules of opinion reports."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.contracts.dated import DatedLevel
from shared.contracts.vocabulary import Channel, Level, Recorded
from shared.domain.charters.charter import Charter
from shared.domain.command import Command, Correct
from shared.domain.errors import ConflictError, InvalidError
from shared.domain.opinions import commands
from shared.domain.opinions.commands import (
    Adopt,
    ApproveOpinion,
    Collect,
    Edit,
    FeedBack,
    Instruct,
    Keep,
    Refer,
    SubmitOpinion,
)
from shared.domain.opinions.obligations import obligations
from tests.support.matters import FIRST_DAY, TODAY, TOWNSHIP, MatterBuilder, decision_context

EDITED = (Edit(content="改写"), ApproveOpinion())


def built(*commands: Command, **collect: Any) -> MatterBuilder:
    return MatterBuilder("opinion", Collect(**collect)).execute(*commands)


def test_the_way_of_a_report() -> None:
    report = built(*EDITED, Adopt(), Instruct(), Refer(unit="县水务局"), FeedBack(text="已修好"))
    assert [state for _, state in report.facts.steps] == [
        *("collected", "edited", "approved", "adopted", "instructed", "referred", "fed_back"),
    ]
    assert [each.unit for each in report.state.referrals] == ["县水务局"]
    assert report.facts.fed_back == (date(2026, 11, 7),)


@pytest.mark.parametrize("channel", Channel)
def test_the_charter_says_which_channels_are_online(channel: Channel) -> None:
    online = {Channel.WECHAT, Channel.PHONE}
    report = MatterBuilder("opinion", Collect(channel=channel), context=decision_context(online_channels=tuple(online)))
    assert (report.facts.channel, report.facts.online) == (channel, channel in online)


def test_a_report_keeps_which_optional_measures_were_recorded_when_it_was_collected() -> None:
    recording = decision_context(records=(Recorded.OPINIONS_INSTRUCTED,))
    assert MatterBuilder("opinion", context=recording).facts.records == (Recorded.OPINIONS_INSTRUCTED,)
    assert MatterBuilder("opinion", context=recording).execute(*EDITED, Instruct()).facts.records == (
        Recorded.OPINIONS_INSTRUCTED,
    )
    assert built(*EDITED, Instruct()).facts.records == ()


def test_a_report_records_what_its_place_recorded_on_the_corrected_day_of_collection() -> None:
    recording, before = (Recorded.OPINIONS_INSTRUCTED,), Charter()
    now = decision_context(records=recording)
    collected = Correct(step="collect", day=date(2026, 10, 20), reason="录错")
    report = MatterBuilder("opinion", context=now).execute(*EDITED, Instruct())
    report.context = replace(now, corrected=before)
    assert report.execute(replace(collected, step=2, day=FIRST_DAY)).facts.records == recording
    assert report.execute(collected).facts.records == ()
    report.context = replace(decision_context(), corrected=now.charter)
    assert report.execute(replace(collected, step=1, day=FIRST_DAY)).facts.records == recording


def test_the_person_is_answered_within_a_month_without_another_limit() -> None:
    assert built().state.limit == date(2026, 12, 1)
    assert MatterBuilder("opinion", context=decision_context(feed_back_months=2)).state.limit == date(2027, 1, 1)
    assert built(limit=date(2026, 11, 5)).state.limit == date(2026, 11, 5)


def test_no_limit_lies_before_the_day_it_is_set() -> None:
    with pytest.raises(InvalidError, match="limit：答复期限不能早于收集日期"):
        built(on=FIRST_DAY, limit=date(2026, 10, 31))


def test_a_person_may_be_answered_at_any_time_and_again() -> None:
    report = built(FeedBack(text="正在了解"), FeedBack(text="已修好"))
    assert report.facts.fed_back == (date(2026, 11, 2), date(2026, 11, 3))
    assert report.status == "fed_back"


def test_what_was_answered_may_still_be_adopted_and_stays_answered() -> None:
    report = built(*EDITED, FeedBack(text="已报送"), Adopt(), Instruct())
    assert report.status == "fed_back"
    assert [each.level for each in report.facts.instructed] == ["county"]


def test_adoption_counts_once_on_each_level() -> None:
    report = built(*EDITED, Adopt(), Adopt(level=Level.CITY))
    assert report.facts.adopted == (
        DatedLevel(Level.COUNTY, date(2026, 11, 4)),
        DatedLevel(Level.CITY, date(2026, 11, 5)),
    )
    refused = report.refusal(Adopt(level=Level.CITY))
    assert (refused.code, refused.detail) == ("already-recorded", "市（州）级采用已登记")
    assert report.refusal(Instruct(level=Level.TOWNSHIP)).code == "invalid"


def test_a_report_is_submitted_once_to_each_level_above_and_counts_as_sent_on() -> None:
    province = decision_context("520000", Level.PROVINCE)
    report = MatterBuilder("opinion", context=province).execute(*EDITED)
    assert report.wrong_field(SubmitOpinion(level=Level.PROVINCE)) == ("level", "须为全国之一")
    report.execute(SubmitOpinion(letter="政协办函〔2026〕3号"))
    assert [state for _, state in report.facts.steps] == ["collected", "edited", "approved", "forwarded"]
    assert [each.level for each in report.state.submissions] == [Level.NATION]
    refused = report.refusal(SubmitOpinion())
    assert (refused.code, refused.detail) == ("already-recorded", "已呈报全国级，不重复登记")
    answered = built(*EDITED, SubmitOpinion(level=Level.NATION), SubmitOpinion(), FeedBack(text="已呈报"), Adopt())
    assert answered.status == "fed_back"
    assert [state for _, state in answered.facts.steps][3:] == ["forwarded", "fed_back"]
    assert [each.level for each in answered.state.submissions] == [Level.NATION, Level.CITY]


def test_a_conference_submits_to_no_level() -> None:
    conference = decision_context("qdn", Level.CONFERENCE)
    report = MatterBuilder("opinion", context=conference).execute(*EDITED)
    assert report.wrong_field(SubmitOpinion()) == ("level", "上面没有可以呈报的层级")


@pytest.mark.parametrize("command", [Adopt, Instruct])
def test_no_level_below_the_own_one_adopts_or_instructs(command: Any) -> None:
    refused = built(*EDITED).wrong_field(command(level=Level.TOWNSHIP))
    assert refused == ("level", "须为县（市、区）、市（州）、省、全国之一")
    for level in (Level.COUNTY, Level.NATION):
        report = built(*EDITED, command(level=level))
        assert [each.level for each in report.state.recognitions()[command is Instruct]] == [level]


def test_a_conference_is_no_level_that_adopts() -> None:
    assert built(*EDITED).wrong_field(Adopt(level=Level.CONFERENCE))[0] == "level"


def test_a_township_may_record_what_every_level_above_it_has_adopted() -> None:
    report = MatterBuilder("opinion", context=decision_context(TOWNSHIP, Level.TOWNSHIP)).execute(
        *EDITED, Adopt(), Adopt(level=Level.NATION)
    )
    assert [each.level for each in report.facts.adopted] == ["township", "nation"]


@pytest.mark.parametrize(
    ("command", "field", "rule"),
    [
        (Edit(content=" \n"), "content", "标题和内容至少填写一项"),
        (Edit(title=" "), "title", "不能为空"),
        (Edit(title="一\n二"), "title", "须为一行文字，第2个字符是换行"),
        (Edit(title="长" * 201), "title", "最多200字"),
        (FeedBack(text=" "), "text", "必须填写"),
        (Keep(reason=""), "reason", "必须填写"),
    ],
)
def test_a_text_is_required(command: Command, field: str, rule: str) -> None:
    assert built().wrong_field(command) == (field, rule)


def test_a_title_is_written_without_blanks_around_it() -> None:
    assert built(Edit()).wrong_field(Edit()) == ("content", "标题和内容至少填写一项")
    assert built(Edit(title="  路灯  ")).events[-1].command.title == "路灯"


def test_a_unit_is_named_in_one_line() -> None:
    assert built(*EDITED).wrong_field(Refer(unit=" "))[0] == "unit"
    assert built(*EDITED, Refer(unit=" 县水务局 ")).state.units_to_answer == ("县水务局",)


@pytest.mark.parametrize("command", [Adopt(), Instruct(), Refer(unit="甲局")])
def test_nothing_is_done_with_a_report_before_it_is_approved(command: Command) -> None:
    refused = built().refusal(command)
    assert isinstance(refused, ConflictError)
    assert (refused.code, refused.extra["status"]) == ("not-allowed-now", "collected")
    assert refused.extra["allowed"] == ["edit", "approve", "feed_back", "keep", "merge", "correct"]


def test_a_unit_replies_within_the_month_of_the_charter_or_by_the_day_that_was_set() -> None:
    report = built(
        *EDITED, Refer(unit="县水务局"), Refer(unit="县住建局", limit=date(2026, 11, 10)), limit=date(2026, 12, 31)
    )
    assert [(each.unit, each.limit) for each in obligations(report.state)] == [
        ("县住建局", date(2026, 11, 10)),
        ("县水务局", date(2026, 12, 4)),
        ("", date(2026, 12, 31)),
    ]
    assert report.state.limit == date(2026, 11, 10)
    assert report.execute(commands.AnswerReferral(text="已排期")).state.limit == date(2026, 12, 4)
    assert report.execute(commands.AnswerReferral(unit="县水务局", text="已修好")).state.limit == date(2026, 12, 31)
    assert report.refusal(commands.AnswerReferral(text="又")).detail.startswith("没有待回复的转办单位")
    assert obligations(report.execute(FeedBack(text="已修好")).state) == []


@pytest.mark.parametrize(
    ("command", "field", "rule"),
    [
        (Refer(unit="县水务局"), "unit", "已转办该单位，尚未回复，不能重复转办"),
        (Refer(unit="县住建局", limit=date(2026, 11, 2)), "limit", f"回复期限不能早于转办日期（{TODAY}）"),
        (commands.AnswerReferral(text=" "), "text", "必须填写"),
        (commands.AnswerReferral(text="已修好", unit="县住建局"), "unit", "须为县水务局之一"),
    ],
)
def test_a_referral_is_open_until_its_unit_has_replied(command: Command, field: str, rule: str) -> None:
    assert built(*EDITED, Refer(unit="县水务局")).wrong_field(command) == (field, rule)


def test_a_corrected_referral_moves_the_limit_of_its_reply() -> None:
    report = built(*EDITED, Refer(unit="县水务局"), limit=date(2026, 12, 31))
    assert report.execute(Correct(step="refer", day=date(2026, 11, 20), reason="录错")).state.limit == date(
        2026, 12, 20
    )


def test_an_issue_is_one_of_the_periodicals_of_the_charter_or_that_of_another_report() -> None:
    report = built(*EDITED, commands.CompletedIssue(issue="社情民意信息〔2026〕第12期"))
    assert report.state.issue.name == "社情民意信息〔2026〕第12期"
    assert report.wrong_field(commands.Issue(periodical="内参")) == ("periodical", "须为章程所列刊物之一：社情民意信息")
    assert report.wrong_field(commands.Issue(number=0)) == ("number", "须在1至99999之间")
    joined = commands.Issue(number=3, together_with="520603-o-2026-2")
    assert report.wrong_field(joined) == ("number", "与另一件合编时不填：刊物和期号是那一件的")
    report.context = replace(report.context, today=date(2027, 1, 9))
    moved = Correct(step="issue", day=date(2027, 1, 8), reason="录错")
    assert report.wrong_field(moved) == ("day", "期号按年度编排，不能更正到其他年度；请重新编发")


def test_what_is_kept_goes_no_further() -> None:
    kept = built(Keep(reason="重复"))
    assert kept.refusal(Edit(content="一")).extra["allowed"] == ["correct"]


def test_nothing_can_be_done_with_a_report_that_was_never_collected() -> None:
    report = built()
    report.state = None
    assert report.refusal(ApproveOpinion()).code == "not-allowed-now"


def test_a_corrected_day_moves_everything_that_happened_on_it() -> None:
    report = built(*EDITED, Adopt(), FeedBack(text="好"))
    report.execute(Correct(step="adopt", day=date(2026, 11, 3), reason="录错", on=TODAY))
    assert report.facts.adopted == (DatedLevel(Level.COUNTY, date(2026, 11, 3)),)
    assert report.facts.steps[3].day == date(2026, 11, 3)


def test_a_corrected_day_stays_between_its_neighbours_and_before_the_limit_it_set() -> None:
    report = built(*EDITED, limit=date(2026, 11, 1))
    assert report.wrong_field(Correct(step="edit", day=date(2026, 11, 4), reason="一")) == (
        "day",
        "不能晚于下一步骤“已审签”的日期（2026-11-03）",
    )
    assert report.wrong_field(Correct(step=1, day=date(2026, 11, 2), reason="一")) == (
        "day",
        "不能晚于该步骤确定的期限（2026-11-01）",
    )
    assert report.wrong_field(Correct(step=9, day=date(2026, 11, 2), reason="一"))[0] == "step"
    assert report.wrong_field(Correct(step=1, day=date(2026, 10, 30), reason=" ")) == ("reason", "必须填写")


def test_the_year_is_that_of_the_day_or_one_beside_it() -> None:
    assert [built(year=year).facts.year for year in (2025, 2026, 2027)] == [2025, 2026, 2027]
    for year in (2024, 2028):
        with pytest.raises(InvalidError, match="年度须在2025至2027之间"):
            built(year=year)


def test_what_is_recorded_long_after_its_day_says_why() -> None:
    with pytest.raises(InvalidError, match="补录30天以前的事项，须填写补录原因"):
        built(on=date(2026, 9, 1))
    assert built(on=date(2026, 9, 1), late_reason="漏登").events[0].recorded_late
