"""A report as a workbook: every figure with its numerator, denominator and definition, its parts, and what the parts leave."""

import asyncio
from collections.abc import Iterator, Sequence
from decimal import Decimal

from fastapi.responses import StreamingResponse

from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.reports.declared import own_declared
from shared.committee.reports.part_lines import part_lines
from shared.committee.reports.schemas import Report
from shared.committee.workbooks.response import download
from shared.committee.workbooks.table import MEDIA_TYPE, Cell, TableColumn, TableWorkbook
from shared.domain.calendar import ZONE
from shared.measures.definitions import RESIDUAL, definition_of
from shared.measures.figures import Figure

_COLUMNS = (
    TableColumn(title="指标", width=34, wrapped=True),
    TableColumn(title="部分", width=20, wrapped=True),
    TableColumn(title="分子", width=10),
    TableColumn(title="分母", width=10),
    TableColumn(title="分母是什么", width=30, wrapped=True),
    TableColumn(title="数值", width=10),
    TableColumn(title="计量", width=8),
    TableColumn(title="占比（%）", width=10),
    TableColumn(title="截至", width=12),
    TableColumn(title="说明", width=30, wrapped=True),
    TableColumn(title="分子的定义", width=60, wrapped=True),
    TableColumn(title="代码", width=28),
)
_UNITS = {"percent": "%", "average": "平均", "days": "天", "count": "数"}
_SCOPES = {"own": "仅本级", "subtree": "含所辖各级"}
_BOUNDS = {"lower": "实际数值不小于此数", "upper": "实际数值不大于此数"}


async def report_workbook(context: ServiceContext, report: Report) -> StreamingResponse:
    """Returns the response with the workbook of a report."""
    tree, now = await context.directory.tree(), context.now()
    about = (
        ("名称", "统计报告"),
        ("单位", committee_name(report.organization, tree, report.as_of)),
        ("年度", f"{report.year}年" if report.year else "全部年度"),
        ("截至", report.as_of.isoformat()),
        ("范围", _SCOPES[report.scope]),
        ("划分", f"按{report.part.title_zh}" if report.part else "无"),
        ("数据更新于", f"{report.fresh_at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" if report.fresh_at else "尚无数据"),
        ("导出时间", f"{now.astimezone(ZONE):%Y-%m-%d %H:%M}"),
        *((("注意", "数据正在重新汇总，数字可能暂时偏小"),) if report.rebuilding else ()),
        *(("有争议", f"{each.name}：{each.subjects}项记录不是由其写入的，数字可能有误") for each in report.disputes),
        ("未登记", "该单位没有登记此项，不是0"),
        ("空白的数值", "分母为0，没有数值"),
        ("其余", RESIDUAL),
        ("百分比", "由整数一次算出，四舍五入"),
    )

    def write() -> StreamingResponse:
        with TableWorkbook("统计报告", _COLUMNS) as book:
            book.add(rows(report))
            file = book.finish(about)
        stem = f"{report.organization}-{report.year or 'all'}-{report.as_of}{f'-{report.part}' if report.part else ''}"
        return download(file, MEDIA_TYPE, name=f"{stem}.xlsx", title=f"统计报告{stem}.xlsx")

    return await asyncio.to_thread(write)


def rows(report: Report) -> Iterator[Sequence[Cell]]:
    """Yields a row for each figure, for each of its parts, and for what the parts leave."""
    for figure in report.figures:
        definition = definition_of(figure.measure)
        for part, numerator, denominator, value, unit, share, note in _lines(figure):
            base = figure.denominator_title if denominator is not None else None
            yield [
                *(figure.title, part, numerator, denominator, base, value, unit, share, report.as_of, note),
                *(definition, figure.measure),
            ]
        for declared in own_declared(report, figure.measure):
            base = declared.denominator_title if declared.denominator is not None else None
            yield [
                *(figure.title, f"申报（{declared.bound_title}）", declared.numerator, declared.denominator, base),
                *(declared.value, _UNITS[declared.unit], None, declared.as_of, "单位自行申报，不计入合计"),
                *(definition, figure.measure),
            ]


Line = tuple[str | None, int | None, int | None, int | Decimal | None, str | None, Decimal | None, str | None]
"""Part, numerator, denominator, value, unit, share, note."""


def _lines(figure: Figure) -> Iterator[Line]:
    unit = _UNITS[figure.unit]
    yield None, figure.numerator, figure.denominator, figure.value, unit, None, _note(figure)
    for line in part_lines(figure):
        if figure.unit == "days":
            yield line.title, None, None, line.numerator, unit, None, None
        else:
            shown = unit if line.rate is not None else None
            yield line.title, line.numerator, line.denominator, line.rate, shown, line.share, None
    if figure.residual is not None:
        yield figure.residual_title, figure.residual, None, None, None, figure.residual_percent, "余数"


def _note(figure: Figure) -> str | None:
    """Returns what a reader has to know about the figure, if anything."""
    if not figure.recorded:
        return "未登记"
    notes = []
    if figure.left_out:
        notes.append(f"另有{figure.left_out}个单位未登记此项，不计在内")
    if figure.bound:
        notes.append(_BOUNDS[figure.bound])
    if figure.moved:
        notes.append(f"分子中{abs(figure.moved)}随单位{'转入' if figure.moved > 0 else '转出'}")
    if figure.denominator == 0:
        notes.append("分母为0，没有数值")
    return "；".join(notes) or None
