"""The smallest spreadsheet there is: one sheet, numbers and inline texts, as a clerk's program writes them."""

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BOOK = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="名册" sheetId="1" r:id="r1"/></sheets></workbook>'


def workbook(text: str) -> bytes:
    """A table given as CSV; what looks like a number is one, codes too."""
    rows = "".join(f"<row>{''.join(map(_cell, line.split(',')))}</row>" for line in text.splitlines())
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    with ZipFile(file := BytesIO(), "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _relation("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", _relation("worksheet", "sheet1.xml"))
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/sheet1.xml", sheet)
    return file.getvalue()


def _relation(kind: str, target: str) -> str:
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{packages}"><Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'


def _cell(text: str) -> str:
    return f"<c><v>{text}</v></c>" if text.isdigit() else f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'
