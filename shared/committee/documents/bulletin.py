"""The documents of a report: the statistics bulletin 通报 and the activity report 活动情况报告."""

from collections.abc import Callable, Mapping

from shared.committee.documents.sentences import Sentences, joined
from shared.committee.reports.schemas import Report
from shared.committee.word.official import OfficialDocument, chinese_day
from shared.contracts.titled import Titled
from shared.domain.calendar import ZONE

_SCOPES = {"own": "仅本级", "subtree": "含所辖各级"}


class ReportForm(Titled):
    """A document of a report."""

    BULLETIN = "bulletin", "提案办理情况通报"
    ACTIVITY = "activity", "履职活动情况报告"


Part = tuple[str, Callable[[Sentences], list[str]]]


def _received(of: Sentences) -> list[str]:
    received = of.counts(("proposals_received", "收到提案{}件"), ("proposals_filed", "立案{}件"))
    return [
        received,
        of.rates("proposals_filed", "proposals_online"),
        f"审查结果：{parts}" if (parts := of.parts("proposals_received")) else "",
    ]


def _handled(of: Sentences) -> list[str]:
    return [
        of.counts(
            ("proposals_replied", "已答复{}件"),
            ("proposals_closed", "办结{}件"),
            ("proposals_overdue", "逾期未答复{}件"),
            ("proposals_rehandled", "重新办理{}件"),
        ),
        of.rates("proposals_replied", "proposals_closed", "proposals_on_time"),
        of.days("handling_days"),
        of.rates("assignments_acknowledged", "assignments_returned"),
    ]


def _outcomes(of: Sentences) -> list[str]:
    outcome = of.parts("proposals_outcome")
    return [
        f"办理结果：{outcome}" if outcome else "",
        of.rate("proposals_resolved"),
        of.rates("proposal_suggestions_adopted", "proposal_suggestions_done"),
        of.rate("lookback_resolved"),
    ]


def _satisfaction(of: Sentences) -> list[str]:
    return [
        of.rates("satisfaction_process", "satisfaction_result"),
        of.rates("satisfaction_process_of_all", "satisfaction_result_of_all"),
    ]


def _flags(of: Sentences) -> list[str]:
    return [
        of.counts(
            ("proposals_key", "重点提案{}件"),
            ("proposals_supervised", "领导督办{}件"),
            ("proposals_instructed", "领导批示{}件"),
            ("proposals_published", "公开{}件"),
            ("proposals_outstanding", "优秀提案{}件"),
        ),
        of.rate("instructions_replied"),
    ]


def _activities(of: Sentences) -> list[str]:
    return [
        of.counts(
            ("consultations_held", "协商会议{}次"),
            ("consultation_participants", "{}人次"),
            ("research_done", "调研{}次"),
            ("inspections_done", "视察{}次"),
            ("appraisals_held", "民主评议{}次"),
            ("hearings_held", "党委听取政协工作汇报{}次"),
            ("opinions_received", "社情民意{}篇"),
        ),
        f"协商形式：{parts}" if (parts := of.parts("consultations_held", "次")) else "",
    ]


def _suggestions(of: Sentences) -> list[str]:
    return [
        of.fraction("suggestions_adopted", "提出意见建议{denominator}条，采纳{numerator}条"),
        of.rates("suggestions_adopted", "suggestions_done", "suggestions_done_of_made"),
        of.rate("plan_items_executed"),
    ]


def _opinions(of: Sentences) -> list[str]:
    return [
        of.counts(("opinions_received", "收到社情民意信息{}篇"), ("window_visits", "服务窗口接待来访{}次")),
        of.rates("opinions_adopted", "opinions_instructed", "opinions_fed_back"),
    ]


def _townships(of: Sentences) -> list[str]:
    ended = of.half_year
    active, appraised = (
        f"{name}/{ended.name}" if ended else name for name in ("active_townships", "townships_appraised")
    )
    return [
        of.fraction("township_bodies", "当日在册乡镇（街道）{denominator}个，建立政协机构{numerator}个"),
        of.fraction(appraised, "{denominator}个乡镇（街道）中{numerator}个开展民主评议"),
        of.rates("township_bodies", "standardised_bodies", "township_directors", active, appraised),
        of.counts(("township_members", "乡镇政协机构有委员{}人"), ("township_special_invited", "特邀委员{}人")),
    ]


def _platforms(of: Sentences) -> list[str]:
    """Returns the sentences about stations, points and households; nothing where no platform is recorded."""
    platforms = of.some(
        ("platform_stations", "村级协商站{}个"),
        ("platform_points", "组级协商点{}个"),
        ("platform_households", "户级协商召集人{}名"),
    )
    covered = "{denominator}个乡镇（街道）中{numerator}个有村级协商站"
    return [platforms, of.fraction("townships_with_station", covered)] if platforms else []


def _contact_points(of: Sentences) -> list[str]:
    points = of.some(("contact_points", "委员联系点{}个"))
    parts = of.parts("contact_points", "个") if points else ""
    visits = of.some(("contact_point_visits", "联系点接待{}次"), ("contact_point_visitors", "{}人"))
    return [points, f"按类型：{parts}" if parts else "", visits]


def _cadence(of: Sentences) -> list[str]:
    """Returns the sentences about the activities that the charter expects; nothing where it expects none."""
    held = of.fraction("cadence_met", "章程要求全年活动{denominator}次，已开展{numerator}次")
    parts = of.parts("cadence_met", "次") if held else ""
    return [held, f"其中{parts}" if parts else "", of.rate("cadence_met")] if held else []


PARTS: Mapping[ReportForm, tuple[Part, ...]] = {
    ReportForm.BULLETIN: (
        ("提案收到和立案情况", _received),
        ("办理情况", _handled),
        ("办理结果", _outcomes),
        ("满意情况", _satisfaction),
        ("重点、督办和公开", _flags),
    ),
    ReportForm.ACTIVITY: (
        ("活动情况", _activities),
        ("意见建议和协商计划", _suggestions),
        ("社情民意", _opinions),
        ("乡镇（街道）工作", _townships),
        ("基层协商平台", _platforms),
        ("委员联系点", _contact_points),
        ("协商频次", _cadence),
    ),
}
"""Form -> its parts: title, and the sentences about the figures."""

_NUMERALS = "一二三四五六七八九十"


def report_document(form: ReportForm, report: Report, *, organ: str) -> OfficialDocument:
    """Returns a document of a report. `organ`: the full name of the organization that the report is of."""
    of, number = Sentences(report), 0
    period = f"{report.year}年{of.half_year.title_zh if of.half_year else '度'}" if report.year else "历年"
    page = OfficialDocument(organ=organ, name=f"{period}{form.title_zh}")
    page.organ(organ)
    page.title(f"{period}{form.title_zh}")
    fresh = f"，数据更新于{report.fresh_at.astimezone(ZONE):%Y-%m-%d %H:%M}" if report.fresh_at else ""
    page.text(f"现将{period}（截至{chinese_day(report.as_of)}，{_SCOPES[report.scope]}{fresh}）的情况报告如下。")
    if report.rebuilding:
        page.text("注意：数据正在重新汇总，下列数字可能暂时偏小。")
    if report.disputes:
        disputed = "、".join(f"{each.name}（{each.subjects}项）" for each in report.disputes)
        page.text(f"注意：{disputed}发现了不是由其写入的记录，正在核对，下列数字可能有误。")
    for title, compose in PARTS[form]:
        if sentences := joined(compose(of)):
            page.heading(f"{_NUMERALS[number]}、{title}")
            page.text("".join(sentences))
            number += 1
    if not number:
        page.text("本期没有数据。")
    if of.missing:
        page.text(f"本单位未登记下列各项，不是0：{'、'.join(of.missing)}。")
    page.text("百分比由整数一次算出，四舍五入；各部分之和与总数不符的，差数照实列出，不作调整。")
    page.signature(organ, report.as_of)
    return page
