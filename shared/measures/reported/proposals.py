"""Measures of proposals 提案: intake, handling, closing, and the satisfaction of their proposers."""

from shared.contracts.vocabulary import Answer, Channel, LookBackResult, Outcome, ProposalState, Recorded
from shared.measures.measure import OTHERS, Measure, PartOf, count, parts_by, rate
from shared.measures.optional import RECORDED

_USUAL_ANSWERS = (Answer.SATISFIED, Answer.MOSTLY_SATISFIED, Answer.DISSATISFIED)
_PLEASED = (Answer.VERY_SATISFIED, Answer.SATISFIED, Answer.MOSTLY_SATISFIED)


def _satisfaction_forms(about: str, title: str) -> Measure:
    """Returns the measure of one question whose declared base is the feedback forms: one of each signatory in each round."""
    counter = f"satisfaction_{about}_forms"
    return rate(
        counter,
        f"{title}（按反馈表）",
        counter,
        "各轮收到的反馈表",
        numerator=tuple(f"{counter}/{answer}" for answer in _PLEASED),
        parts=parts_by(Answer, f"{counter}/{{}}", shown=_USUAL_ANSWERS),
        whole="denominator",
    )


def _satisfaction(about: str, title: str) -> tuple[Measure, Measure, Measure]:
    """Returns the measures of one question with each declared base: proposals with a form, all filed proposals, and forms."""
    counter = f"satisfaction_{about}"
    parts = parts_by(Answer, f"{counter}/{{}}", shown=_USUAL_ANSWERS)
    pleased = tuple(f"{counter}/{answer}" for answer in _PLEASED)
    return (
        rate(
            counter,
            f"{title}（按收到反馈的提案）",
            counter,
            "收到反馈的提案",
            numerator=pleased,
            parts=parts,
            whole="denominator",
        ),
        rate(
            f"{counter}_of_all",
            f"{title}（按全部立案提案）",
            "proposals_filed",
            "立案提案",
            numerator=pleased,
            parts=parts,
            whole="denominator",
            residual_title="未收到反馈",
        ),
        _satisfaction_forms(about, title),
    )


_RESULTS = (ProposalState.NOT_FILED, ProposalState.MERGED, ProposalState.CONVERTED, ProposalState.WITHDRAWN)


def _flag(flag: Recorded, title: str, *, parts: tuple[PartOf, ...] = (), residual_title: str = OTHERS) -> Measure:
    """Returns the share of filed proposals with a flag, of the organizations that record it."""
    return rate(
        flag,
        title,
        RECORDED[flag],
        "登记此项的单位立案的提案",
        parts=parts,
        residual_title=residual_title,
        left_out=f"{flag}/left_out",
    )


_LOOKED_BACK = parts_by(LookBackResult, "lookback_due/{}")
_NOT_LOOKED_BACK = "尚未回头看"


def _instructions(name: str, title: str) -> Measure:
    """Returns a share of the instructions on proposals, of the organizations that record them."""
    return rate(
        name,
        title,
        "instructions_given",
        "对提案的批示",
        left_out=f"{Recorded.PROPOSALS_INSTRUCTED}/left_out",
        recorded=RECORDED[Recorded.PROPOSALS_INSTRUCTED],
    )


PROPOSALS = (
    count(
        "proposals_received",
        "收到提案",
        parts=(
            PartOf(part="filed", title_zh="立案", counters=("proposals_filed",)),
            *parts_by(_RESULTS, "proposals_received/{}"),
        ),
        residual_title="审查中",
    ),
    rate("proposals_filed", "立案率", "proposals_received", "收到的提案"),
    rate("proposals_replied", "办复率", "proposals_assigned", "已交办的提案（并案、转化、撤回的除外）"),
    count("proposals_merged_after_filing", "立案后并案"),
    count(
        "proposals_converted",
        "转化提案",
        numerator=("proposals_received/converted", "proposals_converted_after_filing"),
        parts=(
            PartOf(part="before_filing", title_zh="立案前", counters=("proposals_received/converted",)),
            PartOf(part="after_filing", title_zh="立案后", counters=("proposals_converted_after_filing",)),
        ),
    ),
    rate(
        "proposals_closed", "办结率", ("proposals_open", "proposals_closed"), "立案提案（立案后并案、转化、撤回的除外）"
    ),
    rate("proposals_on_time", "按期答复率", ("proposals_replied", "proposals_overdue"), "已答复和逾期未答复的提案"),
    rate("proposals_overdue", "逾期未答复", "proposals_open", "在办提案"),
    *(
        count(
            name,
            title,
            numerator=("proposals_filed",),
            parts=parts_by(Outcome, f"{name}/{{}}"),
            residual_title="尚未答复",
        )
        for name, title in (("proposals_outcome", "办理结果"), ("proposals_outcome_first", "首次答复的办理结果"))
    ),
    rate(
        "proposals_resolved", "解决率", "proposals_replied", "已答复的提案", numerator=("proposals_outcome/resolved",)
    ),
    rate(
        "proposals_online",
        "网上提交率",
        "proposals_received",
        "收到的提案",
        parts=parts_by(Channel, "proposals_online/channel={}", shown=()),
    ),
    *_satisfaction("process", "办理过程满意率"),
    *_satisfaction("result", "办理结果满意率"),
    rate("proposals_rehandled", "重新办理", "proposals_filed", "立案提案"),
    _flag(
        Recorded.PROPOSALS_KEY,
        "重点提案",
        parts=parts_by(Outcome, "proposals_key/{}"),
        residual_title="尚未答复",
    ),
    _flag(Recorded.PROPOSALS_SUPERVISED, "领导督办的提案"),
    _flag(Recorded.PROPOSALS_INSTRUCTED, "领导批示的提案"),
    _instructions("instructions_replied", "提案批示回复率"),
    _instructions("instructions_overdue", "逾期未回复的提案批示"),
    _flag(Recorded.PROPOSALS_PUBLISHED, "公开的提案"),
    _flag(Recorded.PROPOSALS_OUTSTANDING, "优秀提案"),
    count(
        Recorded.LOOKBACK_DUE,
        "次年回头看的提案",
        numerator=("lookback_due",),
        parts=_LOOKED_BACK,
        residual_title=_NOT_LOOKED_BACK,
        left_out="lookback_due/left_out",
        recorded=RECORDED[Recorded.LOOKBACK_DUE],
    ),
    rate(
        "lookback_resolved",
        "回头看解决率",
        "lookback_due",
        "次年回头看的提案",
        numerator=("lookback_due/resolved",),
        left_out="lookback_due/left_out",
        recorded=RECORDED[Recorded.LOOKBACK_DUE],
    ),
    Measure(
        name="handling_days",
        title_zh="办理天数（交办至最后答复）",
        unit="days",
        denominator_title="已答复的提案",
        buckets="handling_days/",
        overlapping=True,
    ),
)
