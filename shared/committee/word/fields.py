"""Fields of Word: the number of a page, a table of contents, the page of a bookmark. Word computes them when it updates fields."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph
from docx.text.run import Run


def add_field(paragraph: Paragraph, instruction: str, shown: str, *, font: str, size: Length) -> None:
    """Adds a field that shows this text until it is updated."""
    begin_field(paragraph, instruction, font=font, size=size)
    _formatted(paragraph, font, size).text = shown
    end_field(paragraph)


def begin_field(paragraph: Paragraph, instruction: str, *, font: str, size: Length) -> None:
    """Begins a field; what follows up to its end is what it shows."""
    _character(paragraph, "begin")
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    _formatted(paragraph, font, size)._element.append(text)  # noqa: SLF001 - python-docx knows no fields
    _character(paragraph, "separate")


def end_field(paragraph: Paragraph) -> None:
    _character(paragraph, "end")


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Marks the paragraph with a name that fields refer to. `number`: another one for each bookmark of the document."""
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._element.append(mark)  # noqa: SLF001 - python-docx knows no bookmarks


def _character(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._element.append(mark)  # noqa: SLF001 - python-docx knows no fields


def _formatted(paragraph: Paragraph, font: str, size: Length) -> Run:
    run = paragraph.add_run()
    run.font.size = size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 - python-docx has no name for it
    return run
