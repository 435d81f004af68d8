"""What a page offers: commands that need a field with choices, and what others have yet to do before the next step."""

from collections.abc import Mapping

from shared.domain.matter import Matter


def awaited(state: Matter) -> list[str]:
    """Returns sentences for users: which co-handlers have not countersigned the reply."""
    missing = state.countersignatures_awaited
    return [f"会签尚缺：{'、'.join(missing)}。会签齐后才能答复。"] if missing else []


OFFERED_ONLY: Mapping[str, str] = {
    "refer_suggestion": "number",
    "answer_suggestion": "number",
    "reword_suggestion": "number",
    "record_comment": "number",
    "sign_off": "signer",
    "evaluate": "scores",
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
    "urge_transfer": "transfer",
    "adopt": "level",
    "instruct": "level",
    "submit": "level",
}
"""Command -> the field without whose choices the command is not offered."""
