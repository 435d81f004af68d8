"""Detection of the type of an attachment by its content, and the refusal of content that can harm whoever opens it.

This runs only in the worker process, whose limits bound the parsers. A file is read where it lies: it is not loaded as a whole.
"""

import zlib
from mmap import ACCESS_READ, mmap
from typing import IO
from zipfile import BadZipFile, ZipFile

from shared.committee.files.compound_files import CompoundFile
from shared.committee.files.document_encryption import is_encrypted
from shared.committee.files.file_types import HEAD, OLE, ZIP
from shared.committee.files.limits import MOST_ATTACHED_UNPACKED, MOST_MEMBERS
from shared.committee.files.worksheets import UnreadableError
from shared.domain.attachments import AttachmentType

_MACROS = "含有宏，请另存为不含宏的格式后再上传"
_ENCRYPTED = "已加密，请取消密码后再上传"
_PROGRAM = "是可执行程序，不能作为附件"
_WEB_PAGE = "是网页或SVG图片，可能含有脚本，请另存为PDF后再上传"
_ARCHIVE = "是压缩文件，请解压后逐个上传"
_UNKNOWN = "的内容不是可以上传的格式，请另存为PDF后再上传"

_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"L\0\0\0\x01\x14\x02\0",
)
_TYPES = (
    (b"%PDF-", AttachmentType.PDF),
    (b"\x89PNG\r\n\x1a\n", AttachmentType.PNG),
    (b"\xff\xd8\xff", AttachmentType.JPG),
)
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_MARKUP = (b"<html", b"<!doctype", b"<svg", b"<script", b"<?xml", b"<iframe")
_MEMBERS = (
    ("word/document.xml", AttachmentType.DOCX),
    ("xl/workbook.xml", AttachmentType.XLSX),
    ("ppt/presentation.xml", AttachmentType.PPTX),
)
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": AttachmentType.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": AttachmentType.ODS,
}
_STREAMS = (
    ("WordDocument", AttachmentType.DOC),
    ("Workbook", AttachmentType.XLS),
    ("Book", AttachmentType.XLS),
    ("PowerPoint Document", AttachmentType.PPT),
)
_MACRO_STORAGES = frozenset({"_VBA_PROJECT", "_VBA_PROJECT_CUR"})
_LARGEST_PART = 4 * 1024 * 1024
"""Bytes of the parts of an archive that are searched for marks of macros and encryption."""


def type_of(file: IO[bytes]) -> AttachmentType:
    """Returns the type of a file; raises `UnreadableError` with the reason, which completes a sentence that begins with its name."""
    head = file.read(HEAD)
    if not head.strip():
        raise UnreadableError("是空文件，请检查后重新选择")
    if head.startswith(_PROGRAMS):
        raise UnreadableError(_PROGRAM)
    if head.startswith(OLE):
        return _compound_type(file)
    if head.startswith(ZIP):
        return _archive_type(file)
    if head.startswith(_ARCHIVES):
        raise UnreadableError(_ARCHIVE)
    found = next((each for start, each in _TYPES if head.startswith(start)), None)
    return found or _text_type(file, head)


def _text_type(file: IO[bytes], head: bytes) -> AttachmentType:
    if any(mark in head.lower() for mark in _MARKUP):
        raise UnreadableError(_WEB_PAGE)
    file.seek(0)
    content = file.read()
    if b"\0" in content:
        raise UnreadableError(_UNKNOWN)
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return AttachmentType.TXT
    raise UnreadableError(_UNKNOWN)


def _compound_type(file: IO[bytes]) -> AttachmentType:
    """Returns the type of a file of older office programs."""
    with mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        compound = CompoundFile(content)
        names, streams = compound.names(), compound.streams()
        if "EncryptedPackage" in streams:
            raise UnreadableError(_ENCRYPTED)
        if not names.isdisjoint(_MACRO_STORAGES):
            raise UnreadableError(_MACROS)
        found = next(((streams[name], each) for name, each in _STREAMS if name in streams), None)
        if found is None:
            raise UnreadableError(_UNKNOWN)
        stream, type = found
        if is_encrypted(compound, type, stream):
            raise UnreadableError(_ENCRYPTED)
    return type


def _archive_type(file: IO[bytes]) -> AttachmentType:
    """Returns the type of a file of newer office programs, a ZIP archive."""
    try:
        with ZipFile(file) as archive:
            _check_size(archive)
            found = _type_in(archive)
            if archive.testzip() is not None:  # compares the content with the sizes and checksums in the directory
                raise UnreadableError("已损坏，请检查后重新选择")
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error) as error:
        raise UnreadableError("已损坏，请检查后重新选择") from error
    return found


def _check_size(archive: ZipFile) -> None:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableError(_ENCRYPTED)
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_ATTACHED_UNPACKED:
        raise UnreadableError("展开后过大，请压缩其中的图片，或分成几个文件后再上传")


def _type_in(archive: ZipFile) -> AttachmentType:
    names = {name.lower(): name for name in archive.namelist()}
    if any(name.endswith(("vbaproject.bin", "xl/workbook.bin")) or "/macrosheets/" in name for name in names):
        raise UnreadableError(_MACROS)
    if "[content_types].xml" in names and b"macroenabled" in _part(archive, names["[content_types].xml"]).lower():
        raise UnreadableError(_MACROS)
    found = next((each for name, each in _MEMBERS if name in names), None)
    if found is not None and "[content_types].xml" in names:
        return found
    found = (
        _OPEN_DOCUMENTS.get(_part(archive, "mimetype").strip()) if {"mimetype", "content.xml"} <= set(names) else None
    )
    if found is None:
        raise UnreadableError(_ARCHIVE)
    if any(name.startswith(("basic/", "scripts/")) for name in names):
        raise UnreadableError(_MACROS)
    if "meta-inf/manifest.xml" in names and b"encryption-data" in _part(archive, names["meta-inf/manifest.xml"]):
        raise UnreadableError(_ENCRYPTED)
    return found


def _part(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(_LARGEST_PART + 1)
    if len(content) > _LARGEST_PART:
        raise UnreadableError("展开后过大，请另存为PDF后再上传")
    return content
