"""The use case of an import of topics that came by mail: a file is read, compared and entered, as a whole or not at all."""

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.files.reader import FileTable
from shared.committee.imports.cells import Cells, Repeats, read_rows
from shared.committee.imports.columns import FileHeader, ImportLine
from shared.committee.imports.outcome import RowImportResult, RowPlan
from shared.committee.imports.whole_file import ImportedRows, RegisterImports
from shared.committee.registers.access import TOPIC_SUGGESTIONS
from shared.committee.topic_suggestions.repository import SuggestionSource, waiting_topics
from shared.committee.topic_suggestions.usecases import SuggestedTopic, same_topic, store
from shared.domain.lines import line_of
from shared.web.accounts import Account

TOPIC_HEADER = FileHeader(
    titles={
        "name": ("议题", "题目", "协商议题"),
        "text": ("理由", "说明", "主要内容"),
        "suggester": ("提出人", "提出单位", "来信人", "单位"),
    },
    required=frozenset({"name"}),
)


class TopicLine(NamedTuple):
    """One topic of a file."""

    line: ImportLine
    topic: SuggestedTopic


@dataclass(frozen=True, kw_only=True)
class TopicImportResult(RowImportResult):
    """The result of an import of topics. `unchanged`: rows that wait for a decision already, with the same topic and suggester."""


ImportedTopics = ImportedRows[TopicLine]
TopicPlan = RowPlan[TopicLine]


class TopicImports(RegisterImports[ImportedTopics, TopicPlan, TopicImportResult]):
    """The imports of topics of one service."""

    header, permission, register = TOPIC_HEADER, TOPIC_SUGGESTIONS.manage, "topic-suggestions"

    def _parsed(self, organization: str, _account: Account, tables: list[FileTable], sheet: str) -> ImportedTopics:
        return ImportedTopics(
            organization, *read_rows(tables, TOPIC_HEADER, partial(_row, repeats=Repeats()), sheet=sheet)
        )

    async def _planned(self, connection: AsyncConnection, file: ImportedTopics) -> TopicPlan:
        """Returns what becomes of each row; those with errors are left out."""
        waiting = await waiting_topics(connection, file.organization, SuggestionSource.MAIL)
        known = {same_topic(each.name, each.suggester) for each in waiting}
        valid = file.valid_rows()
        new = [row for row in valid if same_topic(row.topic.name, row.topic.suggester) not in known]
        return TopicPlan(new=new, unchanged=len(valid) - len(new), errors=file.errors)

    def _outcome(self, file: ImportedTopics, plan: TopicPlan, *, dry_run: bool) -> TopicImportResult:
        return TopicImportResult(**vars(plan.result(read=len(file.rows), dry_run=dry_run)))

    async def _add(self, connection: AsyncConnection, _account: Account, file: ImportedTopics, plan: TopicPlan) -> None:
        if plan.new:
            tx = await self._transaction(connection)
            await store(tx, file.organization, SuggestionSource.MAIL, [row.topic for row in plan.new])


def _row(cells: Cells, repeats: Repeats) -> TopicLine:
    topic = SuggestedTopic(
        name=cells.take("name", line_of, "", needed=True),
        text=cells.take("text", str, ""),
        suggester=cells.take("suggester", line_of, ""),
    )
    if topic.name:
        repeats.check(cells, "name", same_topic(topic.name, topic.suggester), "与第{}行重复（同一提出人的同一议题）")
    return TopicLine(line=cells.line, topic=topic)
