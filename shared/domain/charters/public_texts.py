"""The texts of a published proposal that the public board shows, and what is hidden in them."""

from collections.abc import Iterable

from shared.contracts.titled import Titled

HIDDEN = "×××"
"""What takes the place of a name."""


class PublicText(Titled):
    """A text of a published proposal. A charter lists those that become public beside the title."""

    CONTENT = "content", "提案内容和建议"
    REPLIES = "replies", "各单位的答复"


def without_names(text: str, names: Iterable[str]) -> str:
    """Returns the text with each of the names of persons hidden, the longest first."""
    for name in sorted({each.strip() for each in names} - {""}, key=len, reverse=True):
        text = text.replace(name, HIDDEN)
    return text
