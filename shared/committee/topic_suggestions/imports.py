"""The use case of an import of topics that came by mail: a file is read, compared and entered, as a whole or not at all."""

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import TransactionContext
from shared.committee.files.reader import FileTable
from shared.committee.imports.cells import Cells, Repeats, RowError, read_rows
from shared.committee.imports.columns import FileHeader, ImportLine
from shared.committee.imports.outcome import RowImportResult, row_import_result
from shared.committee.imports.whole_file import RegisterImports
from shared.committee.register_access import TOPIC_SUGGESTIONS
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


class ImportedTopics(NamedTuple):
    """A parsed file: the committee, its rows, and their errors."""

    organization: str
    rows: list[TopicLine]
    errors: list[RowError]


class TopicImports(RegisterImports[ImportedTopics, list[TopicLine], TopicImportResult]):
    """The imports of topics of one service; the plan of a file is the rows to be entered."""

    header, permission, register = TOPIC_HEADER, TOPIC_SUGGESTIONS.manage, "topic-suggestions"

    def _parsed(self, organization: str, _account: Account, tables: list[FileTable], sheet: str) -> ImportedTopics:
        return ImportedTopics(
            organization, *read_rows(tables, TOPIC_HEADER, partial(_row, repeats=Repeats()), sheet=sheet)
        )

    async def _planned(self, connection: AsyncConnection, file: ImportedTopics) -> list[TopicLine]:
        """Returns the rows to be entered; those with errors are left out."""
        waiting = await waiting_topics(connection, file.organization, SuggestionSource.MAIL)
        known = {same_topic(each.name, each.suggester) for each in waiting}
        wrong = {error.row for error in file.errors}
        return [
            row
            for row in file.rows
            if row.line.number not in wrong and same_topic(row.topic.name, row.topic.suggester) not in known
        ]

    def _outcome(self, file: ImportedTopics, plan: list[TopicLine], *, dry_run: bool) -> TopicImportResult:
        wrong = {error.row for error in file.errors}
        result = row_import_result(
            dry_run=dry_run,
            read=len(file.rows),
            new=[row.line for row in plan],
            unchanged=len(file.rows) - len(wrong) - len(plan),
            errors=file.errors,
        )
        return TopicImportResult(**vars(result))

    async def _add(
        self, connection: AsyncConnection, _account: Account, file: ImportedTopics, plan: list[TopicLine]
    ) -> None:
        tx = TransactionContext(connection, self.context, await self.context.directory.tree())
        if plan:
            await store(tx, file.organization, SuggestionSource.MAIL, [row.topic for row in plan])


def _row(cells: Cells, repeats: Repeats) -> TopicLine:
    topic = SuggestedTopic(
        name=cells.take("name", line_of, "", needed=True),
        text=cells.take("text", str, ""),
        suggester=cells.take("suggester", line_of, ""),
    )
    if topic.name:
        repeats.check(cells, "name", same_topic(topic.name, topic.suggester), "与第{}行重复（同一提出人的同一议题）")
    return TopicLine(line=cells.line, topic=topic)
