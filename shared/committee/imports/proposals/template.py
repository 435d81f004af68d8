"""The workbook to fill in: a sheet with the headers, and a sheet that explains each column."""

from io import BytesIO

import xlsxwriter

from shared.committee.imports.proposals.columns import PROPOSAL_HEADER
from shared.contracts.vocabulary import ProposerType
from shared.domain.charters.charter import Charter

_EXPLANATIONS = {
    "number": "选填。原有的编号，只用来检查文件内是否重复；系统按年度另行编号",
    "title": "必填。一行，最多200字",
    "proposers": "多位提案人用顿号、逗号或换行隔开，第一位为第一提案人；姓名与委员名册一致的自动关联",
    "type": "选填。{types}；不填时一位提案人为个人提案，几位为联名提案",
    "kind": "选填。大会提案或平时提案，不填为大会提案",
    "sector": "选填。章程所列的界别：{sectors}",
    "theme": "选填。{themes}",
    "content": "情况和分析，可以换行；要直接提交的必须填写",
    "suggestions": "每行一条，行首的序号自动去掉",
    "keywords": "选填。最多10个，用顿号或逗号隔开，每个最多20字",
    "year": "选填。四位年份；不填时按届次或提交日期所在年度",
    "session": "选填。已登记的届次，如十届三次",
    "on": "选填。如 2026-02-10 或 2026年2月10日；不填为导入当天",
}
_WIDTHS = {"title": 40, "content": 60, "suggestions": 50, "proposers": 24}
_USUAL_WIDTH, _EXPLAINED_WIDTH = 14, 100


def template(charter: Charter) -> bytes:
    """Returns the workbook for a committee with this charter."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head, wrapped = book.add_format({"bold": True, "bg_color": "#e8effb"}), book.add_format({"text_wrap": True})
    table = book.add_worksheet("提案")
    explained = book.add_worksheet("填写说明")
    explained.write_row(0, 0, ["列", "说明"], head)
    explained.set_column(1, 1, _EXPLAINED_WIDTH, wrapped)
    words = {
        "types": "、".join(each.title_zh for each in ProposerType),
        "themes": "、".join(each.title_zh for each in charter.themes),
        "sectors": "、".join(charter.sectors),
    }
    for place, (column, titles) in enumerate(PROPOSAL_HEADER.titles.items()):
        table.write_string(0, place, titles[0], head)
        table.set_column(place, place, _WIDTHS.get(column, _USUAL_WIDTH), wrapped)
        mark = "（必填）" if column in PROPOSAL_HEADER.required else ""
        explained.write_row(place + 1, 0, [titles[0] + mark, _EXPLANATIONS[column].format(**words)])
    table.freeze_panes(1, 0)
    book.close()
    return content.getvalue()
