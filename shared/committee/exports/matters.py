"""The list of a kind of matter as a workbook, with the filter of the list."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import fields
from typing import NamedTuple

from fastapi.responses import StreamingResponse
from sqlalchemy import select

from shared.committee import matter_texts
from shared.committee.context import ServiceContext
from shared.committee.exports.export import PORTION, Count, ExportedFile, Exports, ListExport
from shared.committee.exports.further_columns import FURTHER, FurtherColumns
from shared.committee.matter_texts import TextsBySequence
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.listing import MatterFilter, MatterQuery, count_of, ordered
from shared.committee.matters.queries import permitted_filter
from shared.committee.matters.record import AnyRow
from shared.committee.workbooks.table import Cell, TableColumn
from shared.contracts.titled import Titled
from shared.web.accounts import Account

_FIRST = (
    TableColumn(title="年度", width=6),
    TableColumn(title="编号", width=6),
    TableColumn(title="标题", width=50, wrapped=True),
    TableColumn(title="状态", width=10),
)
_LAST = (TableColumn(title="逾期", width=6), TableColumn(title="系统编号", width=20))
_TITLES = {"adopted_on": "采用", "instructed_on": "批示", "online": "网上提交"}
"""Titles of the fields of rows that no page of the kind shows as a column."""

CONDITIONS = {
    "organization": "单位代码",
    "year": "年度",
    "status": "状态",
    "class": "类别",
    "held_by": "主办",
    "contact_form": "联系点类型",
    "channel": "来源渠道",
    "form": "形式",
    "flag": "标记",
    "overdue": "逾期",
    "q": "查找",
    "mine": "我的",
    "invited": "邀请我附议",
    "step": "可办步骤",
    "plenary_session": "届次",
    "unit": "承办单位",
    "proposer": "提案人",
    "sector": "界别",
    "opinion_call": "约稿",
    "awaits": "待决定事项",
    "theme": "主题",
    "type": "提案者类型",
    "due_within": "多少天内到期",
    "limit_from": "期限自",
    "limit_until": "期限至",
    "sort": "排序（字段，-为降序）",
}
"""Filter of a list -> its title."""


async def export_matters(exports: Exports, account: Account, kind: AnyKind, query: MatterQuery) -> StreamingResponse:
    """Returns the response with the matters of the query that the account may see, in the order of the list."""
    return await (await matters_export(exports, account, kind, query)).respond()


class MattersExport(NamedTuple):
    """The export of a list of matters. `total`: the rows that the list has when it is asked for."""

    exports: Exports
    export: ListExport[tuple[AnyRow, TextsBySequence]]
    wanted: MatterFilter
    total: int

    async def respond(self) -> StreamingResponse:
        """Returns the response with the workbook, when all is written."""
        return await self.exports.respond(self.export, self._portions())

    async def write(self, count: Count) -> ExportedFile:
        """Returns the workbook; `count` is called with the number of rows after each portion."""
        return await self.exports.write(self.export, self._portions(), count)

    def _portions(self) -> AsyncGenerator[Sequence[tuple[AnyRow, TextsBySequence]], None]:
        further = FURTHER.get(self.wanted.kind.name, FurtherColumns())
        return _portions(self.exports.context, self.wanted, further)


async def matters_export(exports: Exports, account: Account, kind: AnyKind, query: MatterQuery) -> MattersExport:
    """Returns the export of the matters of the query that the account may see, in the order of the list."""
    wanted = await permitted_filter(exports.context, account, kind, query)
    async with exports.context.service.read_one() as connection:
        total = await count_of(connection, wanted)
    further, shown = FURTHER.get(kind.name, FurtherColumns()), _shown(kind)

    def cells(item: tuple[AnyRow, TextsBySequence]) -> Sequence[Cell]:
        row, found = item
        view = kind.summarise(row, wanted.today)
        own = [getattr(view, name) for name in shown]
        return [
            *(str(view.year), view.number, view.title, view.status_title),
            *further.cells(row, found),
            *own,
            *(view.overdue, view.id),
        ]

    export = ListExport(
        account=account.name,
        name=kind.name,
        title=kind.title_zh,
        organization=wanted.organization,
        columns=[*_FIRST, *further.columns, *(TableColumn(title=title) for title in shown.values()), *_LAST],
        cells=cells,
        conditions=_conditions(kind, query),
    )
    return MattersExport(exports, export, wanted, total)


def _shown(kind: AnyKind) -> Mapping[str, str]:
    """Returns name -> title of the fields of a row that follow the first columns, in the order in which the kind declares them."""
    titles = _TITLES | {column.name: column.title for column in (*kind.layout.facts, *kind.layout.columns)}
    first = {"id", "organization", "year", "number", "title", "status", "status_title", "overdue"}
    names = [each.name for each in fields(kind.summary) if each.name not in first]
    return {name: titles[name] for name in names if name in titles}


async def _portions(
    context: ServiceContext, wanted: MatterFilter, further: FurtherColumns
) -> AsyncGenerator[Sequence[tuple[AnyRow, TextsBySequence]], None]:
    """Yields the rows in portions, each with the texts of its further columns; the order is that of one reading of the ids."""
    table = wanted.kind.table
    own = (column for column in table.c if further.needs_state or column.name != "state")
    columns = [*own, *wanted.kind.listed]
    async with context.service.reading() as connection:
        ids = list((await connection.execute(ordered(select(table.c.id), wanted))).scalars())
        for start in range(0, len(ids), PORTION):
            portion = ids[start : start + PORTION]
            rows = {row.id: row for row in await connection.execute(select(*columns).where(table.c.id.in_(portion)))}
            texts = await matter_texts.of_many(connection, portion, names=further.texts) if further.texts else {}
            yield [(rows[id], texts.get(id, {})) for id in portion if id in rows]


def _conditions(kind: AnyKind, query: MatterQuery) -> list[tuple[str, str]]:
    """Returns the filter as titles and values."""
    given = {name: getattr(query, name) for name in type(query).model_fields}
    if given.get("step") in kind.command_set.every_by_name:
        given["step"] = kind.command_set.every_by_name[given["step"]].title_zh
    return [(CONDITIONS.get(name, name), _value(value)) for name, value in given.items() if value not in (None, "")]


def _value(value: object) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case Titled():
            return value.title_zh
    return str(value)
