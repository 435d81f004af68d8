"""What a page offers: commands that need a field with choices, and what others have yet to do before the next step."""

from collections.abc import Mapping, Sequence

from shared.domain.matter import Matter
from shared.ui.forms.fields import Choice


def awaited(state: Matter) -> list[str]:
    """Returns sentences for users: which co-handlers have not countersigned the reply."""
    missing = state.countersignatures_awaited
    return [f"会签尚缺：{'、'.join(missing)}。会签齐后才能答复。"] if missing else []


OFFERED_ONLY: Mapping[str, str] = {
    "answer_suggestion": "number",
    "record_comment": "number",
    "change_item": "item",
    "drop_item": "item",
    "acknowledge": "unit",
    "request_return": "unit",
    "accept_return": "unit",
    "keep": "unit",
    "reassign": "unit",
    "countersign": "unit",
    "reply": "unit",
    "pass_on": "unit",
    "draft_reply": "unit",
    "review_reply": "unit",
    "record_contact": "unit",
    "cosign": "member",
    "accept_cosigning": "member",
    "decline_cosigning": "member",
    "execute": "item",
    "link_activity": "item",
    "forward": "to",
    "merge": "into",
    "resend": "transfer",
    "adopt": "level",
    "instruct": "level",
}
"""Command -> the field without whose choices the command is not offered."""

MOST_LISTED = 12
"""The maximum number of addressees in a list; of more, a text field searches by name and code."""

_SEARCHED = frozenset({"forward.to"})
"""`command.field` of the fields that may have many choices, each of which can also be typed by its name."""


def is_searched(field: str, choices: Sequence[Choice]) -> bool:
    """Returns whether the choices are suggestions of a text field instead of a list."""
    return field in _SEARCHED and len(choices) > MOST_LISTED
