"""The command on a draft: its texts, its proposers and its classification."""

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar, Literal

from shared.contracts.vocabulary import Channel, ProposerType, Theme
from shared.domain.command import Command, Label, Labels
from shared.domain.proposals.grants import PROPOSER
from shared.domain.proposals.vocabulary import ProposalType

CLASSIFICATION = ("type", "sector", "theme", "kind", "channel", "signatories")
"""The fields of a draft that are codes, words of the charter, or the number of its proposers."""


class EditProposal(Command, name="edit", title_zh="修改", event=("edited", "提案草稿已修改")):
    """Edits the texts, the proposers and the classification of the draft. An omitted field stays as it is; an empty one is deleted.

    Each edit is a version of the draft, which the history keeps. Title, type, kind and channel can be replaced and not deleted; the year
    is part of the id. `proposers`: all of them; the member whose account began the draft stays the first one, and members who have
    co-signed it stay. `signatories`: at least the number of names; by default it changes with it; a type that no longer fits it follows.
    """

    permitted = PROPOSER
    texts = ("title", "content", "suggestions", "keywords", "proposers")
    clearable = ("content", "suggestions", "keywords", "proposers", "sector", "theme")
    labels: ClassVar[Labels] = {
        "type": Label("提案者类型", "不选则不变"),
        "kind": Label("类型", "不选则不变"),
        "channel": Label("来源渠道", "不选则不变"),
    }

    title: str = ""
    content: str | None = None
    suggestions: tuple[str, ...] | None = None
    keywords: tuple[str, ...] | None = None
    type: ProposerType | None = None
    sector: str | None = None
    theme: Theme | Literal[""] | None = None
    kind: ProposalType | None = None
    channel: Channel | None = None
    proposers: tuple[str, ...] | None = None
    signatories: int | None = None

    @property
    def classification(self) -> dict[str, str]:
        """Returns the given fields of the classification, as text; an empty one is deleted."""
        given = {name: getattr(self, name) for name in CLASSIFICATION}
        return {name: str(value) for name, value in given.items() if value is not None}

    @property
    def is_empty(self) -> bool:
        """Returns whether no field is given."""
        others = (self.content, self.suggestions, self.keywords, self.proposers)
        return not (self.title or self.classification) and all(each is None for each in others)


class CompletedEdit(EditProposal):
    """The command with what the service and the decision add.

    `named`: the number of proposers whose names the draft has; `members`: number -> id of a member;
    `online`: whether the charter counts another channel as online.
    """

    online: bool | None = None
    named: int = 0
    members: Mapping[int, str] = field(default_factory=dict)
