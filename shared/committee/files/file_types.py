"""Detection of files that are not tables, with their type and a remedy in Chinese."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

_SAVE_AS = "请另存为Excel工作簿（.xlsx）或“CSV UTF-8”"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
HEAD = 4096

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "RAR压缩文件"),
    (b"7z\xbc\xaf", "7z压缩文件"),
    (b"{\\rtf", "RTF文档"),
    (b"\xff\xfe", "UTF-16编码的文本"),
    (b"\xfe\xff", "UTF-16编码的文本"),
)
_MARKUP = ((b"<html", "网页"), (b"<table", "网页"), (b"<!doctype html", "网页"), (b"<?xml", "XML文件"))
_STREAMS = (
    ("EncryptedPackage", "加密的工作簿，请先在Excel或WPS中取消密码，再"),
    ("WordDocument", "旧版Word文档（.doc）"),
    ("Workbook", "旧版Excel工作簿（.xls）或WPS表格（.et）"),
    ("Book", "旧版Excel工作簿（.xls）"),
)
"""Streams of a compound file, the format of older office programs."""
_MEMBERS = (
    ("xl/workbook.bin", "Excel二进制工作簿（.xlsb）"),
    ("word/document.xml", "Word文档"),
    ("ppt/presentation.xml", "演示文稿"),
)


def is_workbook(content: bytes) -> bool:
    """Returns whether the file is a ZIP archive, as newer spreadsheets are."""
    return content.startswith(ZIP)


def other_kind(content: bytes) -> str | None:
    """Returns the type of a file that is no table and what to do, in Chinese; None when it may be a table."""
    found = _named(content)
    if found is None:
        return None
    return f"这是{found}{_SAVE_AS}" if found.endswith("再") else f"这是{found}，{_SAVE_AS}"


def _named(content: bytes) -> str | None:
    if content.startswith(OLE):
        streams = (name for stream, name in _STREAMS if stream.encode("utf-16-le") in content)
        return next(streams, "旧版Office文件")
    if content.startswith(ZIP):
        return _archive(content)
    head = content[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    starts = (name for start, name in _STARTS if content.startswith(start))
    return next(starts, None) or next((name for start, name in _MARKUP if head.startswith(start)), None)


def _archive(content: bytes) -> str | None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except (BadZipFile, ValueError):
        return None
    if any(member.flag_bits & 1 for member in members):
        return "加密的压缩文件"
    names = {member.filename for member in members}
    if found := next((kind for name, kind in _MEMBERS if name in names), None):
        return found
    return None if names & {"xl/workbook.xml", "content.xml"} else "压缩文件"
