"""The colours of the badges of states."""

from collections.abc import Mapping

COLOURS: Mapping[str, str] = {
    **dict.fromkeys(("delivered", "draft", "under_review", "collected", "topic_raised", "sent"), "review"),
    **dict.fromkeys(("returned", "not_filed", "merged", "converted", "withdrawn", "cancelled", "kept"), "rest"),
    **dict.fromkeys(("closed", "fed_back", "adopted", "instructed", "confirmed", "accepted", "recorded"), "done"),
}
"""State -> colour of its badge; other states have `open`. The badge also contains the title, so no fact depends on colour alone."""


def colour(state: str) -> str:
    """Returns the class of the stylesheet for the badge of a state."""
    return COLOURS.get(state, "open")
