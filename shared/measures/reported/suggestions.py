"""Measures of the suggestions of proposals: adopted, not adopted, done."""

from dataclasses import replace

from shared.contracts.vocabulary import Recorded
from shared.measures.measure import Measure, PartOf, count, rate
from shared.measures.optional import RECORDED

_MADE = Recorded.PROPOSAL_SUGGESTIONS


def _share(name: str, title: str, denominator: str, denominator_title: str) -> Measure:
    """Returns a share of suggestions, of the organizations that record what became of them."""
    share = rate(name, title, denominator, denominator_title)
    return replace(share, left_out=f"{_MADE}/left_out", recorded=RECORDED[_MADE])


PROPOSAL_SUGGESTIONS = (
    count(
        _MADE,
        "立案提案中的建议",
        parts=(
            PartOf(part="adopted", title_zh="已采纳", counters=("proposal_suggestions_adopted",)),
            PartOf(part="not_adopted", title_zh="未采纳", counters=("proposal_suggestions_not_adopted",)),
        ),
        residual_title="尚无结果",
        left_out=f"{_MADE}/left_out",
        recorded=RECORDED[_MADE],
    ),
    _share("proposal_suggestions_adopted", "提案建议采纳率", _MADE, "立案提案中的建议"),
    _share("proposal_suggestions_done", "提案建议落实率（按已采纳）", "proposal_suggestions_adopted", "采纳的提案建议"),
)
