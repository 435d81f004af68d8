"""Measures of plans, consultations and other activities, their suggestions, and visits to a service window."""

from shared.contracts.consultation_vocabulary import (
    ActivityClass,
    ActivityForm,
    Gathering,
    HeldBy,
    Mobility,
    PlanClass,
    Setting,
)
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import VisitOutcome
from shared.measures.consultations import EXCHANGES, PARTICIPANTS
from shared.measures.indicators import APPRAISED, TOWNSHIPS
from shared.measures.measure import Measure, PartOf, count, parts_by, rate
from shared.measures.reported.bodies import in_periods

_USUAL = tuple(each for each in PlanClass if each is not PlanClass.INTERVIEW)
"""The classes of plan items that are shown when zero; the others are those of single charters."""
_USUAL_BODIES = tuple(each for each in HeldBy if each is not HeldBy.INTERVIEW)
"""The bodies that are shown when zero."""


def _by_venue(field: str, title: str, words: type[Titled]) -> Measure:
    """Returns the consultations that were held, by a property of their venue."""
    return count(
        f"consultations_by_{field}",
        f"开展协商（按{title}）",
        numerator=("consultations_held",),
        parts=parts_by(words, f"consultations_held/{field}={{}}"),
        residual_title="未注明",
    )


ACTIVITIES = (
    count("plan_items", "年度协商计划项目", parts=parts_by(PlanClass, "plan_items/{}", shown=_USUAL)),
    rate(
        "plan_items_executed",
        "计划执行率",
        "plan_items",
        "计划项目",
        parts=parts_by(PlanClass, "plan_items_executed/{}", shown=_USUAL),
    ),
    count("plan_items_dropped", "取消的计划项目"),
    rate(
        "cadence_met",
        "协商频次完成率",
        "cadence_expected",
        "章程要求的全年活动次数",
        numerator=("cadence_held",),
        discovered="cadence_held/",
    ),
    count("cadence_expected", "章程要求的全年活动", discovered="cadence_expected/"),
    count(
        "consultations_held",
        "开展协商",
        parts=parts_by(ActivityForm, "consultations_held/form={}", shown=()),
        residual_title="未注明形式",
    ),
    count(
        "consultations_by_body",
        "开展协商（按主办）",
        numerator=("consultations_held",),
        parts=parts_by(HeldBy, "consultations_held/held_by={}", shown=_USUAL_BODIES),
        residual_title="未注明主办",
    ),
    _by_venue("setting", "会场或现场", Setting),
    _by_venue("mobility", "固定或移动", Mobility),
    _by_venue("gathering", "集中或分散", Gathering),
    count(
        "consultation_exchanges",
        "协商中的问、答、辩",
        numerator=tuple(f"consultation_exchanges/{each}" for each in EXCHANGES),
        parts=tuple(
            PartOf(part=each, title_zh=title, counters=(f"consultation_exchanges/{each}",))
            for each, title in EXCHANGES.items()
        ),
    ),
    count(
        "consultation_attendance",
        "协商参加人数",
        numerator=("consultation_participants",),
        parts=tuple(
            PartOf(part=each, title_zh=title, counters=(f"consultation_participants/{each}",))
            for each, title in PARTICIPANTS.items()
        ),
        residual_title="未分类",
    ),
    rate("consultations_evaluated", "协商质量评价率", "consultations_held", "开展的协商"),
    rate("comments_received", "征求意见反馈率", "comments_requested", "征求意见的单位"),
    rate("outcome_instructions_replied", "成果批示回复率", "outcome_instructions", "对成果的批示"),
    rate("outcome_instructions_overdue", "逾期未回复的成果批示", "outcome_instructions", "对成果的批示"),
    count("sector_activities", "界别活动", parts=parts_by(ActivityClass, "sector_activities/{}", shown=())),
    count("sector_suggestions", "界别活动提出的建议"),
    count("research_done", "开展调研"),
    count("inspections_done", "开展视察"),
    count("appraisals_held", "开展民主评议"),
    count("hearings_held", "党委听取政协工作汇报"),
    *in_periods(APPRAISED, "开展民主评议的乡镇（街道）", TOWNSHIPS, "当日在册乡镇（街道）"),
    Measure(
        name="consultation_participants",
        title_zh="平均每次协商参加人数",
        unit="average",
        numerator=("consultation_participants",),
        denominator=("consultations_held",),
        denominator_title="开展的协商",
    ),
    count("contact_point_visits", "联系点接待（次）"),
    count("contact_point_visitors", "联系点接待（人）"),
    rate("suggestions_adopted", "意见建议采纳率", "suggestions_made", "提出的意见建议"),
    rate("suggestions_done", "意见建议落实率（按已采纳）", "suggestions_adopted", "采纳的意见建议"),
    rate(
        "suggestions_done_of_made",
        "意见建议落实率（按全部提出）",
        "suggestions_made",
        "提出的意见建议",
        numerator=("suggestions_done",),
    ),
    count("window_visits", "服务窗口接待来访", parts=parts_by(VisitOutcome, "window_visits/{}"), overlapping=True),
)
