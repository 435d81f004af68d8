"""What begins an opinion report."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from shared.committee.texts import Line, Text
from shared.contracts.vocabulary import Channel, Level
from shared.domain.opinions.commands import Collect


@dataclass(frozen=True, kw_only=True)
class NewOpinion:
    """`organization`: by default the account's own; `limit`: by when the person is answered, by default the charter's month.

    Title, content and source (who it came from) stay in the service.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    organization: Line | None = None
    title: Line
    content: Text = ""
    source: Text = ""
    channel: Channel = Channel.WINDOW
    year: int | None = None
    limit: date | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, _level: Level) -> Collect:
        """What the rules need to know of it."""
        return Collect(channel=self.channel, year=self.year, limit=self.limit, on=self.on, late_reason=self.late_reason)

    def texts(self) -> dict[str, str]:
        """What is kept beside the state."""
        return {"content": self.content, "source": self.source}
