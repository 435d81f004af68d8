"""Measures of the assignments of proposals to handling units."""

from shared.contracts.proposal_vocabulary import ContactForm
from shared.contracts.vocabulary import HandlingRole, Recorded
from shared.measures.measure import count, parts_by, rate
from shared.measures.optional import RECORDED

_IN_FORCE = tuple(f"assignments/{role}" for role in HandlingRole)

ASSIGNMENTS = (
    count(
        "assignments",
        "承办任务（一件提案的每个承办单位计一次）",
        numerator=_IN_FORCE,
        parts=parts_by(HandlingRole, "assignments/{}"),
    ),
    rate("assignments_acknowledged", "签收率", _IN_FORCE, "承办任务"),
    rate(
        "assignments_returned",
        "退办率",
        (*_IN_FORCE, "assignments_returned", "assignments_superseded"),
        "交办过的承办任务",
    ),
    rate("proposals_lead", "有主办或独办单位的提案", "proposals_assigned", "已交办的提案（并案、转化、撤回的除外）"),
    count(
        Recorded.CONTACTS,
        "与提案人联系（次）",
        numerator=tuple(f"contacts/{form}" for form in ContactForm),
        parts=parts_by(ContactForm, "contacts/{}"),
        left_out="contacts/left_out",
        recorded=RECORDED[Recorded.CONTACTS],
    ),
    count(
        Recorded.EXTENSIONS,
        "提案延期（次）",
        numerator=("extensions",),
        left_out="extensions/left_out",
        recorded=RECORDED[Recorded.EXTENSIONS],
    ),
)
"""Each assignment that was ever made is in force, returned, or superseded, so that the three together are the assignments offered."""
