"""Measures of the assignments of proposals to handling units."""

from shared.contracts.vocabulary import HandlingRole
from shared.measures.measure import Measure, parts_by, rate

_IN_FORCE = tuple(f"assignments/{role}" for role in HandlingRole)

ASSIGNMENTS = (
    Measure(
        name="assignments",
        title_zh="承办任务（一件提案的每个承办单位计一次）",
        unit="count",
        numerator=_IN_FORCE,
        parts=parts_by(HandlingRole, "assignments/{}"),
    ),
    Measure(
        name="assignments_acknowledged",
        title_zh="签收率",
        unit="percent",
        numerator=("assignments_acknowledged",),
        denominator=_IN_FORCE,
        denominator_title="承办任务",
    ),
    Measure(
        name="assignments_returned",
        title_zh="退办率",
        unit="percent",
        numerator=("assignments_returned",),
        denominator=(*_IN_FORCE, "assignments_returned", "assignments_superseded"),
        denominator_title="交办过的承办任务",
    ),
    rate("proposals_lead", "有主办或独办单位的提案", "proposals_assigned", "已交办的提案"),
)
"""Each assignment that was ever made is in force, returned, or superseded, so that the three together are the assignments offered."""
