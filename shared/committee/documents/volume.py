"""A volume of many texts in chapters: title page, table of contents, and the texts, as one Word document."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from shared.committee.word.fields import add_bookmark, add_field, begin_field, end_field
from shared.committee.word.official import BODY_FONT, WIDTH, OfficialDocument, write

_ENTRY = Pt(14)


class VolumeSection(NamedTuple):
    """A text of a volume. `add`: adds it to the document below its title."""

    title: str
    add: Callable[[OfficialDocument], None]


class Chapter(NamedTuple):
    """A chapter of a volume."""

    title: str
    sections: Sequence[VolumeSection]


@dataclass(frozen=True, kw_only=True)
class Volume:
    """What is collected. `title`: such as 2026年度提案汇编; `chapters`: in the order in which they are printed."""

    committee: str
    title: str
    day: date
    chapters: Sequence[Chapter]


def volume_document(volume: Volume) -> OfficialDocument:
    """Returns the document: title page, table of contents, and the chapters."""
    page = OfficialDocument(organ=volume.committee, name=volume.title)
    _title_page(page, volume)
    _contents(page, volume.chapters)
    for number, chapter in enumerate(volume.chapters, 1):
        add_bookmark(page.heading(chapter.title), _mark(number), number * 10_000)
        for index, each in enumerate(chapter.sections, 1):
            heading = page.heading(each.title, level=2)
            add_bookmark(heading, _mark(number, index), number * 10_000 + index)
            each.add(page)
    return page


def _mark(chapter: int, section: int = 0) -> str:
    """Returns the name of the bookmark of a chapter, or of one of its sections."""
    return f"_Toc{chapter:03}{section:05}"


def _title_page(page: OfficialDocument, volume: Volume) -> None:
    for _ in range(6):
        page.line("")
    page.organ(volume.committee)
    page.title(volume.title)
    page.signature(f"共{sum(len(each.sections) for each in volume.chapters)}件", volume.day)
    page.page_break()


def _contents(page: OfficialDocument, chapters: Sequence[Chapter]) -> None:
    """Adds the table of contents as a field that already shows its entries; Word puts in the page numbers when it opens the file."""
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    page.document.settings.element.append(update)
    page.title("目　录")
    entries = [
        entry
        for number, chapter in enumerate(chapters, 1)
        for entry in (
            (chapter.title, _mark(number), 0),
            *((each.title, _mark(number, index), 1) for index, each in enumerate(chapter.sections, 1)),
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
