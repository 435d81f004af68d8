"""Formatting of the values of views for users, and the colours of the badges of states."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.contracts.titled import Titled
from shared.ui.forms.labels import WORDS


def format_value(value: Any, name: str = "") -> str:
    """Returns the text of a value, empty for no value and for False. `name`: the field, whose codes may have titles in `WORDS`."""
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


COLOURS: Mapping[str, str] = {
    **dict.fromkeys(("delivered", "draft", "under_review", "collected", "topic_raised", "sent"), "review"),
    **dict.fromkeys(("returned", "not_filed", "merged", "converted", "withdrawn", "cancelled", "kept"), "rest"),
    **dict.fromkeys(("closed", "fed_back", "adopted", "instructed", "confirmed", "accepted", "recorded"), "done"),
}
"""State -> colour of its badge; other states have `open`. The badge also contains the title, so no fact depends on colour alone."""


def colour(state: str) -> str:
    """Returns the class of the stylesheet for the badge of a state."""
    return COLOURS.get(state, "open")
