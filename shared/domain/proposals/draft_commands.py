"""The command on a draft: its texts and its classification."""

from typing import ClassVar, Literal

from shared.contracts.vocabulary import ProposerType, Theme
from shared.domain.command import Command, Label, Labels
from shared.domain.proposals.grants import PROPOSER


class EditProposal(Command, name="edit", title_zh="修改", event=("edited", "提案草稿已修改")):
    """Edits the texts and the classification of the draft. An omitted field stays as it is; an empty one deletes what it had.

    Each edit is a version of the draft, which the history keeps. The title and the type can be replaced and not deleted.
    """

    permitted = PROPOSER
    texts = ("title", "content", "suggestions", "keywords")
    clearable = ("content", "suggestions", "keywords", "sector", "theme")
    labels: ClassVar[Labels] = {"type": Label("提案者类型", "不选则不变")}

    title: str = ""
    content: str | None = None
    suggestions: tuple[str, ...] | None = None
    keywords: tuple[str, ...] | None = None
    type: ProposerType | None = None
    sector: str | None = None
    theme: Theme | Literal[""] | None = None

    @property
    def classification(self) -> dict[str, str]:
        """Returns the given fields of the classification, as text; an empty one is deleted."""
        given = {"type": self.type, "sector": self.sector, "theme": self.theme}
        return {name: str(value) for name, value in given.items() if value is not None}

    @property
    def is_empty(self) -> bool:
        """Returns whether no field is given."""
        lists = (self.suggestions, self.keywords)
        return not (self.title or self.classification) and self.content is None and lists == (None, None)
