"""The measures of a report, as one table (interfaces §5)."""

from shared.contracts.vocabulary import Answer, Channel, Outcome, ProposalState
from shared.measures.measure import Measure, PartOf

ITEM_TITLES = {
    "premises": "办公场所",
    "equipment": "办公设备",
    "stationed_members": "驻乡委员",
    "funds": "工作经费",
    "staff": "工作人员",
}
"""The items of the usual checklist 五落实; an item that only some charter has is shown by its name."""

_USUAL_ANSWERS = (Answer.SATISFIED, Answer.MOSTLY_SATISFIED, Answer.DISSATISFIED)
_PLEASED = (Answer.VERY_SATISFIED, Answer.SATISFIED, Answer.MOSTLY_SATISFIED)


def _rate(name: str, title: str, denominator: str, denominator_title: str) -> Measure:
    """The counter of this name as a share of another."""
    return Measure(
        name=name,
        title_zh=title,
        unit="percent",
        numerator=(name,),
        denominator=(denominator,),
        denominator_title=denominator_title,
    )


def _satisfaction(about: str, title: str) -> tuple[Measure, Measure]:
    """One question, with both declared bases: proposals with a form, and all filed ones."""
    counter = f"satisfaction_{about}"
    parts = tuple(
        PartOf(
            part=answer,
            title_zh=answer.title_zh,
            counter=f"{counter}/{answer}",
            shown_when_zero=answer in _USUAL_ANSWERS,
        )
        for answer in Answer
    )
    pleased = tuple(f"{counter}/{answer}" for answer in _PLEASED)
    return (
        Measure(
            name=counter,
            title_zh=f"{title}（按收到反馈的提案）",
            unit="percent",
            numerator=pleased,
            denominator=(counter,),
            denominator_title="收到反馈的提案",
            parts=parts,
            whole="denominator",
        ),
        Measure(
            name=f"{counter}_of_all",
            title_zh=f"{title}（按全部立案提案）",
            unit="percent",
            numerator=pleased,
            denominator=("proposals_filed",),
            denominator_title="立案提案",
            parts=parts,
            whole="denominator",
        ),
    )


_BODIES = (
    _rate("township_bodies", "乡镇政协机构覆盖率", "townships", "当日在册乡镇（街道）"),
    Measure(
        name="standardised_bodies",
        title_zh="规范化建设达标率",
        unit="percent",
        numerator=("standardised_bodies",),
        denominator=("township_bodies",),
        denominator_title="已建立的乡镇政协机构",
        whole="denominator",
        discovered="standardised_bodies/",
        overlapping=True,
    ),
    Measure(
        name="active_townships",
        title_zh="开展活动的乡镇政协机构",
        unit="percent",
        numerator=("active_townships/year",),
        denominator=("township_bodies",),
        denominator_title="已建立的乡镇政协机构",
        periodic=True,
    ),
    _rate("counties_covered", "乡镇全覆盖的县（市、区）", "counties", "当日在册县（市、区）"),
)

_RESULTS = (ProposalState.NOT_FILED, ProposalState.MERGED, ProposalState.CONVERTED, ProposalState.WITHDRAWN)

_PROPOSALS = (
    Measure(
        name="proposals_received",
        title_zh="收到提案",
        unit="count",
        numerator=("proposals_received",),
        parts=(
            PartOf(part="filed", title_zh="立案", counter="proposals_filed"),
            *(PartOf(part=state, title_zh=state.title_zh, counter=f"proposals_received/{state}") for state in _RESULTS),
        ),
    ),
    _rate("proposals_filed", "立案率", "proposals_received", "收到的提案"),
    _rate("proposals_replied", "办复率", "proposals_assigned", "已交办的提案"),
    _rate("proposals_closed", "办结率", "proposals_filed", "立案提案"),
    Measure(
        name="proposals_on_time",
        title_zh="按期答复率",
        unit="percent",
        numerator=("proposals_on_time",),
        denominator=("proposals_replied", "proposals_overdue"),
        denominator_title="已答复和逾期未答复的提案",
    ),
    _rate("proposals_overdue", "逾期未答复", "proposals_open", "在办提案"),
    Measure(
        name="proposals_outcome",
        title_zh="办理结果",
        unit="count",
        numerator=("proposals_filed",),
        parts=tuple(
            PartOf(part=outcome, title_zh=outcome.title_zh, counter=f"proposals_outcome/{outcome}")
            for outcome in Outcome
        ),
    ),
    Measure(
        name="proposals_resolved",
        title_zh="解决率",
        unit="percent",
        numerator=("proposals_outcome/resolved",),
        denominator=("proposals_replied",),
        denominator_title="已答复的提案",
    ),
    Measure(
        name="proposals_online",
        title_zh="网上提交率",
        unit="percent",
        numerator=("proposals_online",),
        denominator=("proposals_received",),
        denominator_title="收到的提案",
        parts=tuple(
            PartOf(
                part=channel,
                title_zh=channel.title_zh,
                counter=f"proposals_online/channel={channel}",
                shown_when_zero=False,
            )
            for channel in Channel
        ),
    ),
    *_satisfaction("process", "办理过程满意率"),
    *_satisfaction("result", "办理结果满意率"),
    _rate("proposals_rehandled", "重新办理", "proposals_filed", "立案提案"),
    _rate("proposals_key", "重点提案", "proposals_filed", "立案提案"),
    _rate("proposals_supervised", "督办提案", "proposals_filed", "立案提案"),
    Measure(
        name="handling_days",
        title_zh="办理天数（交办至最后答复）",
        unit="days",
        denominator_title="已答复的提案",
        buckets="handling_days/",
        overlapping=True,
    ),
)

MEASURES = (*_BODIES, *_PROPOSALS)
"""In the order in which a report shows them."""
