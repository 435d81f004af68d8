"""The command on the texts of a draft."""

from dataclasses import dataclass

from shared.domain.command import Command, EventName
from shared.domain.proposals.grants import PROPOSER


@dataclass(frozen=True, kw_only=True)
class EditProposal(Command):
    """Edits the texts of the draft. An omitted field keeps its text; an empty content or list of suggestions deletes it.

    Each edit is a version of the draft, which the history keeps.
    """

    name = "edit"
    title_zh = "修改"
    event = EventName("edited", "提案草稿已修改")
    permitted = PROPOSER
    texts = ("title", "content", "suggestions")
    clearable = ("content", "suggestions")

    title: str = ""
    content: str | None = None
    suggestions: tuple[str, ...] | None = None
