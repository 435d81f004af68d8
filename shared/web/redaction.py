"""What a problem document says of the value that it refuses: words of programs and short lines, never what people have written.

An error answer is logged, forwarded and pasted into mails; the text of an opinion report must not travel that way.
"""

from collections.abc import Mapping
from typing import Any

from shared.domain.errors import FieldError
from shared.domain.lines import is_line

LONGEST_VALUE = 200
_LONGEST_WORD, _LONGEST_NAME = 64, 20
"""Of letters and digits, such as ids; and of characters, such as names."""
_SAFE_INTEGER = 2**53

TEXTS = frozenset(
    {"title", "content", "source", "note", "suggestions", "proposers", "topic", "lead_leader", "department", "person"}
    | {"venue", "text", "comment", "opinion", "explanation", "finding", "reason", "late_reason", "q"}
)
"""The fields that hold what people have written, and what they search for."""

_SECRETS = ("password", "token", "secret")
_OF_PASSWORDS = frozenset({"old", "new"})
"""The fields of a change of the own password."""


def echo(error: FieldError) -> Mapping[str, Any]:
    """A member of `errors`."""
    return {"field": sendable(error.field), "value": _of(error.field, error.value), "rule": sendable(error.rule)}


def sendable(text: str) -> str:
    """Text that can be sent: half of a surrogate pair cannot."""
    return text.encode("utf-8", "replace").decode()


def shown(value: Any) -> Any:
    """A value of our own as far as it can be shown: short, and nothing but JSON."""
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
    """The value of a field that somebody has sent, where it is no text; what cannot be shown is null."""
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
