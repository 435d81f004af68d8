"""A Word document in the layout of GB/T 9704: A4, its margins, fonts by name, sixteen-point text on lines of 28 points, page numbers.

The fonts are common in offices; Word substitutes a missing one.
"""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from shared.committee.word.fields import add_field
from shared.domain.characters import in_xml

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE_FONT, BODY_FONT, HEADING_FONT, LATIN_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "Times New Roman"
NUMBER_FONT = "宋体"
PAGE = (Mm(210), Mm(297))
MARGINS = {"top_margin": Mm(37), "bottom_margin": Mm(35), "left_margin": Mm(28), "right_margin": Mm(26)}
WIDTH = Mm(156)
"""The width of the text."""

_HEAD, _TITLE, _BODY, _LINE, _NUMBER, _CELL = Pt(30), Pt(22), Pt(16), Pt(28), Pt(14), Pt(14)
_INDENT = 2 * _BODY
_FOOTER = Mm(28)
_RED = RGBColor(0xC0, 0, 0)
_LEFT, CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def chinese_day(day: date) -> str:
    """Returns the day in the form of a letter's date: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


class OfficialDocument:
    """A document that is being written, from the top. `organ`: its author; `name`: its title in the properties of the file."""

    def __init__(self, *, organ: str, name: str) -> None:
        self.document = Document()
        properties = self.document.core_properties
        properties.author, properties.title, properties.comments = in_xml(organ), in_xml(name), ""
        section = self.document.sections[0]
        section.page_width, section.page_height = PAGE
        for margin, width in MARGINS.items():
            setattr(section, margin, width)
        section.footer_distance = _FOOTER
        for level, (font, size) in enumerate(((HEADING_FONT, _BODY), (TITLE_FONT, Pt(18))), 1):
            self._define_heading(level, font, size)
        self._number_pages()

    def organ(self, name: str) -> None:
        """Adds the name of the organ at the head, large and red."""
        paragraph = self._paragraph(align=CENTRE)
        paragraph.paragraph_format.space_after = _BODY
        write(paragraph, name, font=TITLE_FONT, size=_HEAD, colour=_RED)

    def title(self, text: str) -> None:
        paragraph = self._paragraph(align=CENTRE)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = _LINE
        paragraph.paragraph_format.keep_with_next = True
        write(paragraph, text, font=TITLE_FONT, size=_TITLE)

    def subtitle(self, text: str) -> None:
        """Adds a line below the title."""
        self.line(text, align=CENTRE)

    def number(self, text: str) -> None:
        """Adds the number of the document, at the right."""
        self.line(text, align=_RIGHT)

    def heading(self, text: str, *, level: int = 1) -> Paragraph:
        """Adds a heading, which a table of contents lists. Level 1 is that of a part 一、, level 2 that of a proposal's title."""
        paragraph = self.document.add_paragraph(style=f"Heading {level}")
        font, size = ((HEADING_FONT, _BODY), (TITLE_FONT, Pt(18)))[level - 1]
        write(paragraph, text, font=font, size=size)
        return paragraph

    def text(self, text: str) -> None:
        """Adds a paragraph with a first line indented by two characters, for each line of the text."""
        for line in (each.strip() for each in text.splitlines()):
            if line:
                self.line(line).paragraph_format.first_line_indent = _INDENT

    def line(self, text: str, *, align: WD_ALIGN_PARAGRAPH = _LEFT) -> Paragraph:
        paragraph = self._paragraph(align=align)
        form = paragraph.paragraph_format
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE
        form.space_before = form.space_after = Pt(0)
        write(paragraph, text, font=BODY_FONT, size=_BODY)
        return paragraph

    def signature(self, name: str, day: date | str) -> None:
        """Adds the name and the date at the right, kept together: four characters from the margin."""
        self.line("").paragraph_format.keep_with_next = True
        for text in (name, day if isinstance(day, str) else chinese_day(day)):
            paragraph = self.line(text, align=_RIGHT)
            paragraph.paragraph_format.right_indent = 2 * _INDENT if text != name else _INDENT
            paragraph.paragraph_format.keep_with_next = text == name

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[int], *, centred: Sequence[int] = (0,)) -> None:
        """Adds a table of texts. `widths`: in millimetres; `centred`: those of labels. The last cell of a short row fills it."""
        table = self.document.add_table(rows=0, cols=len(widths))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for values in rows:
            cells = table.add_row().cells
            for number, width in enumerate(widths):
                cells[number].width = Mm(width)
            whole = len(values) < len(widths)
            target = cells[len(values) - 1].merge(cells[-1]) if whole else None
            for number, value in enumerate(values):
                cell = target if target is not None and number == len(values) - 1 else cells[number]
                lines = value.split("\n")
                for index, line in enumerate(lines):
                    paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
                    paragraph.alignment = CENTRE if number in centred and len(lines) == 1 else _LEFT
                    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
                    write(paragraph, line, font=BODY_FONT, size=_CELL)

    def page_break(self) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def content(self) -> bytes:
        """Returns the content of the .docx file."""
        file = BytesIO()
        self.document.save(file)
        return file.getvalue()

    def _paragraph(self, *, align: WD_ALIGN_PARAGRAPH) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        return paragraph

    def _define_heading(self, level: int, font: str, size: Length) -> None:
        style = self.document.styles[f"Heading {level}"]
        if not isinstance(style, ParagraphStyle) or style.type != WD_STYLE_TYPE.PARAGRAPH:
            return
        style.font.name, style.font.size, style.font.bold = LATIN_FONT, size, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        form = style.paragraph_format
        form.space_before, form.space_after, form.keep_with_next = Pt(6), Pt(6), True

    def _number_pages(self) -> None:
        """Adds the page numbers — 1 —, at the right of odd pages and at the left of even ones."""
        self.document.settings.odd_and_even_pages_header_footer = True
        section = self.document.sections[0]
        for footer, align in ((section.footer, _RIGHT), (section.even_page_footer, _LEFT)):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = align
            form = paragraph.paragraph_format
            form.right_indent = form.left_indent = _NUMBER
            write(paragraph, "— ", font=NUMBER_FONT, size=_NUMBER)
            add_field(paragraph, "PAGE", "1", font=NUMBER_FONT, size=_NUMBER)
            write(paragraph, " —", font=NUMBER_FONT, size=_NUMBER)


def titled_document(organ: str, title: str) -> OfficialDocument:
    """Returns a document that begins with its organ and its title."""
    page = OfficialDocument(organ=organ, name=title)
    page.organ(organ)
    page.title(title)
    return page


def write(paragraph: Paragraph, text: str, *, font: str, size: Length, colour: RGBColor | None = None) -> None:
    """Adds text to a paragraph; the font of Chinese characters is set by `w:eastAsia`."""
    run = paragraph.add_run(in_xml(text))
    run.font.name, run.font.size = LATIN_FONT, size
    run.font.color.rgb = colour
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 - python-docx has no name for it
