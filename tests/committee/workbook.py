"""The smallest spreadsheet there is: sheets of numbers and inline texts, as a clerk's program writes them."""

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGES = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(text: str) -> bytes:
    """Returns a workbook with a table given as CSV; texts that look like numbers become numbers, codes too."""
    return workbook_of({"名册": worksheet(text)})


def worksheet(text: str) -> str:
    """Returns the XML of a sheet with a table given as CSV."""
    rows = "".join(f"<row>{''.join(map(_cell, line.split(',')))}</row>" for line in text.splitlines())
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def workbook_of(sheets: dict[str, str]) -> bytes:
    """Sheets by name, each given as its XML."""
    paths = {f"sheet{number}": name for number, name in enumerate(sheets, start=1)}
    types = "".join(f'<Override PartName="/xl/{path}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for path in paths)
    listed = "".join(f'<sheet name="{name}" sheetId="{path[5:]}" r:id="{path}"/>' for path, name in paths.items())
    with ZipFile(file := BytesIO(), "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGES}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{types}</Types>',
        )
        archive.writestr("_rels/.rels", _relations("officeDocument", {"r1": "xl/workbook.xml"}))
        targets = {path: f"{path}.xml" for path in paths}
        archive.writestr("xl/_rels/workbook.xml.rels", _relations("worksheet", targets))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        )
        for path, name in paths.items():
            archive.writestr(f"xl/{path}.xml", sheets[name])
    return file.getvalue()


def _relations(kind: str, targets: dict[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="{id}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for id, target in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGES}/relationships">{listed}</Relationships>'


def _cell(text: str) -> str:
    return f"<c><v>{text}</v></c>" if text.isdigit() else f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'
