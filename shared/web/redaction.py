"""The refused values in problem documents: codes and short lines are included, texts written by users are not.

Error responses are logged, forwarded and copied into mails, and must not disclose the text of an opinion report.
"""

from collections.abc import Mapping
from typing import Any

from shared.domain.errors import EntryCount, FieldError
from shared.domain.lines import is_line

LONGEST_VALUE = 200
_LONGEST_WORD, _LONGEST_NAME = 64, 20
"""Maximum length of an included value: of ASCII characters, such as ids, and of other characters, such as names."""
_SAFE_INTEGER = 2**53

TEXTS = frozenset(
    {
        "title",
        "content",
        "source",
        "note",
        "suggestions",
        "proposers",
        "authors",
        "disclosed",
        "letter",
        "keywords",
        "cosigner",
        "topic",
        "lead_leader",
        "department",
        "person",
    }
    | {"leader", "venue", "text", "comment", "opinion", "explanation", "finding", "reason", "late_reason", "q"}
    | {"invited_members", "invited_departments", "invited_public", "invited_experts"}
    | {"contact", "attendees", "absentees", "answer", "evidence", "meeting", "post"}
    | {"author", "outline", "addressees", "draft", "decision", "delay_reason"}
    | {"groups", "conclusion", "outcome_text"}
    | {"head", "deputies", "special_committee", "address"}
)
"""The fields that contain texts or search terms of users."""

_SECRETS = ("password", "token", "secret")
_OF_PASSWORDS = frozenset({"old", "new"})
"""The fields of the form that changes the own password."""


def echo(error: FieldError) -> Mapping[str, Any]:
    """Returns a member of `errors` in a problem document."""
    return {"field": sendable(error.field), "value": _of(error.field, error.value), "rule": sendable(error.rule)}


def sendable(text: str) -> str:
    """Returns the text with lone surrogates replaced, because UTF-8 cannot encode them."""
    return text.encode("utf-8", "replace").decode()


def shown(value: Any) -> Any:
    """Returns a value of the service itself in a form that JSON can represent, shortened to `LONGEST_VALUE`."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < _SAFE_INTEGER else f"{value.bit_length()} bit"
    if isinstance(value, str):
        return sendable(value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…")
    if isinstance(value, list | tuple | set | frozenset) and all(isinstance(item, str) for item in value):
        return [shown(item) for item in value][:LONGEST_VALUE]
    return shown(str(value))


def _of(field: str, value: Any) -> Any:
    """Returns the submitted value of a field when it is a number, a code or a short line; None for texts and secrets that are not empty."""
    if isinstance(value, EntryCount):
        return int(value)
    if value == "":
        return value
    parts = field.lower().split(".")
    if (TEXTS | _OF_PASSWORDS).intersection(parts) or any(secret in field.lower() for secret in _SECRETS):
        return None
    if isinstance(value, list | tuple) and all(_is_word(item) for item in value):
        return [shown(item) for item in value][:LONGEST_VALUE]
    return shown(value) if _is_word(value) else None


def _is_word(value: Any) -> bool:
    if isinstance(value, str):
        return is_line(value) and len(value) <= (_LONGEST_WORD if value.isascii() else _LONGEST_NAME)
    return value is None or isinstance(value, bool | int | float)
