"""A letter as a Word document in the manner of GB/T 9704: A4, its margins, fonts by name, sixteen-point text on lines of 28 points.

The fonts are common in offices; Word substitutes a missing one.
"""

from datetime import date
from io import BytesIO

from docx import Document
from docx.document import Document as Opened
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from shared.committee.letters.letter import OfficialLetter
from shared.committee.text_in_xml import in_xml

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE_FONT, BODY_FONT, LATIN_FONT = "方正小标宋简体", "仿宋_GB2312", "Times New Roman"
PAGE = (Mm(210), Mm(297))
MARGINS = {"top_margin": Mm(37), "bottom_margin": Mm(35), "left_margin": Mm(28), "right_margin": Mm(26)}
_HEAD, _TITLE, _BODY, _LINE = Pt(30), Pt(22), Pt(16), Pt(28)
_INDENT = 2 * _BODY
_RED = RGBColor(0xC0, 0, 0)

_LEFT, _CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def document_of(letter: OfficialLetter) -> bytes:
    """Returns the content of the .docx file."""
    page = _page(letter)
    _head(page, letter.sender)
    _line(page, letter.number, align=_RIGHT)
    _heading(page, letter.title)
    _line(page, f"{letter.addressee}：")
    for text in letter.content:
        _text(page, text)
    if letter.suggestions:
        _text(page, "建议：")
    for number, text in enumerate(letter.suggestions, 1):
        _text(page, f"{number}. {text}")
    if letter.signatories:
        _text(page, f"提案人：{'、'.join(letter.signatories)}")
    _line(page, "")
    _line(page, letter.sender, align=_RIGHT)
    _line(page, chinese_day(letter.day), align=_RIGHT)
    file = BytesIO()
    page.save(file)
    return file.getvalue()


def chinese_day(day: date) -> str:
    """Returns the day in the form of a letter's date: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _page(letter: OfficialLetter) -> Opened:
    page = Document()
    page.core_properties.author = letter.sender
    page.core_properties.title = letter.number
    page.core_properties.comments = ""
    section = page.sections[0]
    section.page_width, section.page_height = PAGE
    for name, margin in MARGINS.items():
        setattr(section, name, margin)
    return page


def _head(page: Opened, sender: str) -> None:
    """Adds the name of the sender, large and red."""
    paragraph = page.add_paragraph()
    paragraph.alignment = _CENTRE
    paragraph.paragraph_format.space_after = _BODY
    _write(paragraph, sender, font=TITLE_FONT, size=_HEAD, colour=_RED)


def _heading(page: Opened, title: str) -> None:
    paragraph = page.add_paragraph()
    paragraph.alignment = _CENTRE
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = _LINE
    _write(paragraph, title, font=TITLE_FONT, size=_TITLE)


def _text(page: Opened, text: str) -> None:
    """Adds a paragraph with a first line indented by two characters."""
    _line(page, text).paragraph_format.first_line_indent = _INDENT


def _line(page: Opened, text: str, *, align: WD_ALIGN_PARAGRAPH = _LEFT) -> Paragraph:
    paragraph = page.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE
    form.space_before = form.space_after = Pt(0)
    _write(paragraph, text, font=BODY_FONT, size=_BODY)
    return paragraph


def _write(paragraph: Paragraph, text: str, *, font: str, size: Pt, colour: RGBColor | None = None) -> None:
    """Adds text to a paragraph; the font of Chinese characters is set by `w:eastAsia`."""
    run = paragraph.add_run(in_xml(text))
    run.font.name, run.font.size = LATIN_FONT, size
    run.font.color.rgb = colour
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 - python-docx has no name for it
