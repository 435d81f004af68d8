"""A report as a CSV file: a line for each figure, for each of its parts, and for what the parts leave."""

import csv
from collections.abc import Iterator
from io import StringIO
from urllib.parse import quote

from fastapi import Response

from shared.committee.reports.declared import own_declared
from shared.committee.reports.part_lines import part_lines
from shared.committee.reports.schemas import Report
from shared.measures.figures import Figure

MEDIA_TYPE = "text/csv; charset=utf-8"
HEAD = (
    "单位",
    "年度",
    "截至",
    "范围",
    "指标",
    "名称",
    "部分",
    "部分名称",
    "分子",
    "分母",
    "分母名称",
    "数值",
    "占比（%）",
)
_SCOPES = {"own": "仅本级", "subtree": "含所辖各级"}

Cell = str | int | object | None


def csv_file(report: Report) -> Response:
    """Returns the response with the file, for the API and for HTML pages; encoded so that spreadsheet programs open it."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEAD)
    for row in _rows(report):
        writer.writerow([safe(cell) for cell in row])
    name = f"{report.organization}-{report.year or 'all'}-{report.as_of}{f'-{report.part}' if report.part else ''}.csv"
    headers = {"Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(f'统计报告{name}')}"}
    return Response("\ufeff" + text.getvalue(), media_type=MEDIA_TYPE, headers=headers)


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    head = (report.organization, report.year, report.as_of, _SCOPES[report.scope])
    for figure in report.figures:
        for line in _lines(figure):
            yield *head, figure.measure, figure.title, *line
        for declared in own_declared(report, figure.measure):
            base = declared.denominator_title if declared.denominator is not None else None
            numbers = (declared.numerator, declared.denominator, base, declared.value)
            yield *head, figure.measure, figure.title, "declared", f"申报（{declared.bound_title}）", *numbers, None


def _lines(figure: Figure) -> Iterator[tuple[Cell, ...]]:
    """Yields part, its title, numerator, denominator, title of the denominator, value, share: of the figure, its parts, the residual."""
    yield None, None, figure.numerator, figure.denominator, figure.denominator_title, figure.value, None
    for line in part_lines(figure):
        title = figure.denominator_title if line.denominator is not None else None
        yield line.part, line.title, line.numerator, line.denominator, title, line.rate, line.share
    if figure.residual is not None:
        yield "residual", figure.residual_title, figure.residual, None, None, None, figure.residual_percent


def safe(cell: Cell) -> Cell:
    """Returns the cell as it is written; a text that a spreadsheet program would take for a formula gets an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell
