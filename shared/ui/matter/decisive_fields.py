"""The commands that a page offers only while a field of theirs has choices."""

from collections.abc import Mapping

OFFERED_ONLY: Mapping[str, str] = {
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
    "forward": "to",
    "merge": "into",
    "convert_outcome": "to",
    "resend": "transfer",
    "adopt": "level",
    "instruct": "level",
}
"""Command -> the field without whose choices the command is not offered."""
