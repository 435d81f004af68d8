"""A value of a view as people read it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.contracts.titled import Titled
from shared.ui.forms.labels import WORDS


def format_value(value: Any, name: str = "") -> str:
    """Empty where there is nothing to read, or what is asked is not so. `name`: the field, whose words may have titles."""
    match value:
        case None | False | "" | () | []:
            return ""
        case bool():
            return "是"
        case Titled():
            return value.title_zh
        case int():
            return str(value) if name == "year" else f"{value:,}"
        case date():
            return value.isoformat()
        case list() | tuple():
            return "、".join(format_value(each, name) for each in value)
    words: Mapping[str, str] = WORDS.get(name, {})
    return words.get(str(value), str(value))
