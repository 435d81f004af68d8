"""The collection 汇编 of the proposals of a year or of a plenary session, by theme, with the replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from shared.committee.documents.source import ProposalSource, class_title
from shared.committee.word.fields import add_bookmark, add_field, begin_field, end_field
from shared.committee.word.official import BODY_FONT, WIDTH, OfficialDocument, chinese_day, write

NO_THEME = "未分主题"
_ENTRY = Pt(14)


@dataclass(frozen=True, kw_only=True)
class Compilation:
    """What is collected. `period`: 第十届第三次会议, or 2026年度; `proposals`: in the order in which they are printed."""

    committee: str
    period: str
    day: date
    proposals: Sequence[ProposalSource]

    def by_theme(self) -> list[tuple[str, list[ProposalSource]]]:
        """Returns the proposals of each theme, in the order of the themes' titles; those without a theme last."""
        found: dict[str, list[ProposalSource]] = {}
        for each in self.proposals:
            found.setdefault(each.view.theme.title_zh if each.view.theme else NO_THEME, []).append(each)
        return sorted(found.items(), key=lambda pair: (pair[0] == NO_THEME, pair[0]))


def compilation_document(compilation: Compilation) -> OfficialDocument:
    """Returns the document: title page, table of contents, and the proposals with their replies."""
    page = OfficialDocument(organ=compilation.committee, name=f"{compilation.period}提案汇编")
    _title_page(page, compilation)
    themes = compilation.by_theme()
    _contents(page, themes)
    for number, (theme, proposals) in enumerate(themes, 1):
        add_bookmark(page.heading(theme), _mark(number), number * 10_000)
        for index, each in enumerate(proposals, 1):
            heading = page.heading(each.view.title, level=2)
            add_bookmark(heading, _mark(number, index), number * 10_000 + index)
            _proposal(page, each)
    return page


def _mark(theme: int, proposal: int = 0) -> str:
    """Returns the name of the bookmark of a theme, or of one of its proposals."""
    return f"_Toc{theme:03}{proposal:05}"


def _title_page(page: OfficialDocument, compilation: Compilation) -> None:
    for _ in range(6):
        page.line("")
    page.organ(compilation.committee)
    page.title(f"{compilation.period}提案汇编")
    page.signature(f"共{len(compilation.proposals)}件", compilation.day)
    page.page_break()


def _contents(page: OfficialDocument, themes: Sequence[tuple[str, list[ProposalSource]]]) -> None:
    """Adds the table of contents as a field that already shows its entries; Word puts in the page numbers when it opens the file."""
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    page.document.settings.element.append(update)
    page.title("目　录")
    entries = [
        entry
        for number, (theme, proposals) in enumerate(themes, 1)
        for entry in (
            (theme, _mark(number), 0),
            *((each.view.title, _mark(number, index), 1) for index, each in enumerate(proposals, 1)),
        )
    ]
    paragraph = None
    for index, (text, mark, level) in enumerate(entries):
        paragraph = page.line("")
        form = paragraph.paragraph_format
        form.left_indent = level * 2 * _ENTRY
        form.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        if index == 0:
            begin_field(paragraph, r'TOC \o "1-2" \h \z \u', font=BODY_FONT, size=_ENTRY)
        write(paragraph, f"{text}\t", font=BODY_FONT, size=_ENTRY)
        add_field(paragraph, f"PAGEREF {mark} \\h", "–", font=BODY_FONT, size=_ENTRY)
    if paragraph is not None:
        end_field(paragraph)
    page.page_break()


def _proposal(page: OfficialDocument, source: ProposalSource) -> None:
    view = source.view
    units = "、".join(f"{each.unit}（{each.part.title_zh}）" for each in source.assignments)
    page.line(f"编号：{source.number}　状态：{view.status_title}")
    page.line(f"提案人：{source.proposers}")
    if units:
        page.line(f"承办单位：{units}")
    page.text(view.content)
    if view.suggestions:
        page.text("建议：")
    for number, text in enumerate(view.suggestions, 1):
        page.text(f"{number}. {text}")
    for reply in view.replies:
        page.line(f"【答复】{reply.unit}　{chinese_day(reply.on)}　{class_title(reply)}")
        page.text(reply.text)
