"""The repository of the topics that are suggested for annual plans 年度协商计划."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, ColumnElement, Date, Index, Integer, String, Text, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.registers.register import EntryTable, RegisterEntry
from shared.committee.registers.tables import register_table
from shared.contracts.subjects import LONGEST_ID
from shared.contracts.titled import Titled
from shared.domain.lines import LONGEST_LINE
from shared.storage.columns import required
from shared.web.accounts import LONGEST_NAME


class SuggestionSource(Titled):
    """Who suggested a topic."""

    MEMBER = "member", "委员"
    UNIT = "unit", "单位"
    MAIL = "mail", "来信来函"
    PUBLIC = "public", "公众"


class TopicState(Titled):
    """What became of a suggested topic."""

    WAITING = "waiting", "待研究"
    ACCEPTED = "accepted", "已列入计划"
    DECLINED = "declined", "不予列入"


topic_suggestions = register_table(
    "topic_suggestions",
    *required(
        year=Integer,
        number=Integer,
        text=Text,
        source=String(16),
        suggester=String(LONGEST_LINE),
        author=String(LONGEST_NAME),
        made_on=Date,
        status=String(16),
        reason=Text,
    ),
    Column("decided_on", Date),
    Column("plan", String(LONGEST_ID)),
    Column("item", Integer),
    *required(epoch=Integer, sequence=Integer),
    Index("ix_topic_suggestions_list", "organization", "year", "number"),
    Index("ix_topic_suggestions_state", "organization", "status", "source"),
)
"""The suggested topics. `name`: the topic; `text`: why; `suggester`: who, empty for the public; `author`: the account, if it had one;
`plan`, `item`: where it was accepted."""


@dataclass(frozen=True)
class TopicSuggestion(RegisterEntry):
    """A suggested topic."""

    year: int
    number: int
    text: str
    source: str
    suggester: str
    author: str
    made_on: date
    status: str
    reason: str
    decided_on: date | None
    plan: str | None
    item: int | None

    @property
    def waiting(self) -> bool:
        """Returns whether the office has not decided yet."""
        return self.status == TopicState.WAITING


SUGGESTION_TABLE = EntryTable(topic_suggestions, TopicSuggestion, ("unknown-topic-suggestion", "没有征集的议题"))


async def add(connection: AsyncConnection, suggestions: Iterable[TopicSuggestion]) -> None:
    """Inserts suggested topics."""
    if rows := [vars(each) for each in suggestions]:
        await connection.execute(topic_suggestions.insert(), rows)


def of_state(organization: str, state: TopicState) -> ColumnElement[bool]:
    """Returns the condition of the suggested topics of an organization in a state."""
    return (topic_suggestions.c.organization == organization) & (topic_suggestions.c.status == str(state))


async def waiting_topics(
    connection: AsyncConnection, organization: str, source: SuggestionSource
) -> list[TopicSuggestion]:
    """Returns the suggestions from this source that wait for a decision."""
    wanted = of_state(organization, TopicState.WAITING) & (topic_suggestions.c.source == str(source))
    rows = await connection.execute(select(*SUGGESTION_TABLE.columns).where(wanted))
    return [TopicSuggestion(*row) for row in rows]


async def count_waiting(connection: AsyncConnection, organization: str, source: SuggestionSource) -> int:
    """Returns the number of suggestions from this source that wait for a decision."""
    wanted = of_state(organization, TopicState.WAITING) & (topic_suggestions.c.source == str(source))
    return await connection.scalar(select(func.count()).select_from(topic_suggestions).where(wanted)) or 0
