"""The request body of a new proposal 提案. Its texts never leave the service in events, except sealed."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from shared.committee.bodies import Line, StrictBody, Text, command_of
from shared.contracts.vocabulary import Channel, Level, ProposerType, Theme
from shared.domain.lines import line_of
from shared.domain.proposals.draft_rules import LONGEST_KEYWORD, MOST_KEYWORDS, MOST_SUGGESTIONS, check_signatories
from shared.domain.proposals.review_commands import DraftProposal
from shared.domain.proposals.vocabulary import ProposalType

Keyword = Annotated[str, Field(max_length=LONGEST_KEYWORD), AfterValidator(line_of)]
"""A keyword of a proposal, in one line."""


@dataclass(frozen=True, kw_only=True)
class NewProposal(StrictBody):
    """A new proposal. `organization`: by default the account's own; `signatories`: by default the number of proposers, at least one.

    `type`: by default individual with one proposer, joint with several; `sector`: one of the charter's sectors 界别, by default that of the
    first proposer. Title, content, suggestions, keywords and proposers stay in the service.
    """

    organization: Line | None = None
    title: Line
    content: Text = ""
    suggestions: Annotated[tuple[Text, ...], Field(max_length=MOST_SUGGESTIONS)] = ()
    kind: ProposalType = "session"
    channel: Channel = Channel.PAPER
    proposers: Annotated[tuple[Line, ...], Field(max_length=999)] = ()
    signatories: int | None = None
    type: ProposerType | None = None
    sector: Line | None = None
    theme: Theme | None = None
    keywords: Annotated[tuple[Keyword, ...], Field(max_length=MOST_KEYWORDS)] = ()
    year: int | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, _level: Level) -> DraftProposal:
        """Returns the command that the rules decide on; refuses fewer proposers than there are names."""
        named = len(self.proposers)
        count = max(1, named) if self.signatories is None else self.signatories
        check_signatories(count, named=named)
        return command_of(DraftProposal, self, signatories=count)

    def texts(self) -> dict[str, str]:
        """Returns the texts, which are stored outside the state."""
        lists = {"suggestions": self.suggestions, "proposers": self.proposers, "keywords": self.keywords}
        return {"content": self.content} | {
            name: json.dumps(items, ensure_ascii=False) for name, items in lists.items() if items
        }
