"""Measures of the assignments of proposals to handling units."""

from shared.contracts.proposal_vocabulary import ContactForm
from shared.contracts.vocabulary import HandlingRole, Recorded
from shared.measures.measure import Measure, parts_by, rate
from shared.measures.optional import RECORDED

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
    rate("proposals_lead", "有主办或独办单位的提案", "proposals_assigned", "已交办的提案（并案、转化、撤回的除外）"),
    Measure(
        name=Recorded.CONTACTS,
        title_zh="与提案人联系（次）",
        unit="count",
        numerator=tuple(f"contacts/{form}" for form in ContactForm),
        parts=parts_by(ContactForm, "contacts/{}"),
        left_out="contacts/left_out",
        recorded=RECORDED[Recorded.CONTACTS],
    ),
    Measure(
        name=Recorded.EXTENSIONS,
        title_zh="提案延期（次）",
        unit="count",
        numerator=("extensions",),
        left_out="extensions/left_out",
        recorded=RECORDED[Recorded.EXTENSIONS],
    ),
)
"""Each assignment that was ever made is in force, returned, or superseded, so that the three together are the assignments offered."""
