"""The type of an attachment is that of its content; what can harm whoever opens it is refused with a remedy."""

from pathlib import Path
from struct import pack, pack_into

import pytest

from shared.committee.files.attachment_inspector import AttachmentInspector
from shared.committee.files.attachment_types import type_of
from shared.committee.files.worksheets import UnreadableError
from shared.domain.attachments import FORMATS, AttachmentType, attachment_name, check_type
from shared.domain.errors import InvalidError
from tests.committee.attached_files import (
    JPG,
    PDF,
    PNG,
    TYPES,
    Stream,
    archive,
    compound,
    document,
    encrypted,
    open_document,
    xlsx,
)

ACCEPTED = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPG,
    "docx": document(),
    "xlsx": xlsx(),
    "pptx": archive({TYPES: "<Types/>", "ppt/presentation.xml": "<presentation/>"}),
    "doc": compound("WordDocument"),
    "xls": compound("Workbook"),
    "ppt": compound("PowerPoint Document"),
    "odt": open_document("text"),
    "ods": open_document("spreadsheet"),
    "txt": "㵲阳河，治理\n".encode(),
}
BOF = pack("<HHHH", 0x0809, 16, 0x0600, 5) + bytes(12)
CURRENT_USER = Stream("Current User", pack("<IIII", 0, 0, 20, 0xF3D1C4DF), small=True)
WRITE_PROTECTION, FILE_PASS = pack("<HH", 0x0086, 0), pack("<HHH", 0x002F, 6, 1) + bytes(4)


def circular() -> bytes:
    """Returns a document whose directory is a chain without an end."""
    content = bytearray(compound("WordDocument"))
    pack_into("<I", content, 512 + 4, 1)
    return bytes(content)


MACROS, ENCRYPTED, ARCHIVE = "含有宏", "已加密", "是压缩文件"
REFUSED = {
    "空文件": (b" \r\n", "是空文件"),
    "Windows程序": (b"MZ\x90\0" + b"\0" * 100, "可执行程序"),
    "Linux程序": (b"\x7fELF" + b"\0" * 100, "可执行程序"),
    "脚本": (b"#!/bin/sh\nrm -rf /\n", "可执行程序"),
    "网页": (b"\xef\xbb\xbf<!DOCTYPE html><script>alert(1)</script>", "网页或SVG"),
    "SVG": (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "网页或SVG"),
    "宏文档": (document(vbaProject=b"\0"), MACROS),
    "宏类型": (archive({TYPES: "vnd.ms-word.document.macroEnabled.main+xml", "word/document.xml": ""}), MACROS),
    "Excel 4宏": (archive({TYPES: "", "xl/workbook.xml": "", "xl/macrosheets/sheet1.xml": ""}), MACROS),
    "旧版宏": (compound("WordDocument", "_VBA_PROJECT"), MACROS),
    "ODF宏": (open_document("text", Basic__Standard__Module1__xml="Sub Main"), MACROS),
    "加密的压缩包": (encrypted(document()), ENCRYPTED),
    "加密的文档": (compound("EncryptedPackage"), ENCRYPTED),
    "加密的旧版文档": (compound(Stream("WordDocument", pack("<HHHHHH", 0xA5EC, 193, 0, 0, 0, 0x0100))), ENCRYPTED),
    "加密的旧版工作簿": (compound(Stream("Workbook", BOF + FILE_PASS)), ENCRYPTED),
    "写保护后加密的旧版工作簿": (compound(Stream("Book", BOF + WRITE_PROTECTION + FILE_PASS)), ENCRYPTED),
    "加密的小工作簿": (
        compound("Other", Stream("Pad", b"x", small=True), Stream("Workbook", BOF + FILE_PASS, small=True)),
        ENCRYPTED,
    ),
    "加密的旧版演示文稿": (compound("PowerPoint Document", CURRENT_USER), ENCRYPTED),
    "残缺的旧版文档": (compound("WordDocument")[:1100], "已损坏"),
    "循环的旧版文档": (circular(), "已损坏"),
    "加密的ODF": (open_document("text", manifest="<encryption-data/>"), ENCRYPTED),
    "压缩包": (archive({"a.txt": "一"}), ARCHIVE),
    "RAR": (b"Rar!\x1a\x07", ARCHIVE),
    "安装程序": (compound("Property"), "不是可以上传的格式"),
    "二进制": (b"abc\0def", "不是可以上传的格式"),
    "损坏": (document()[:-30], "已损坏"),
}


def found_in(content: bytes, folder: Path) -> AttachmentType:
    path = folder / "file"
    path.write_bytes(content)
    with path.open("rb") as file:
        return type_of(file)


@pytest.mark.parametrize("name", ACCEPTED)
def test_the_content_decides_the_type(name: str, tmp_path: Path) -> None:
    assert found_in(ACCEPTED[name], tmp_path) == name


def test_a_workbook_with_an_embedded_document_is_a_workbook(tmp_path: Path) -> None:
    content = compound(Stream("Workbook", BOF), Stream("WordDocument", embedded=True))
    assert found_in(content, tmp_path) is AttachmentType.XLS


def test_a_protected_document_that_opens_without_a_password_is_accepted(tmp_path: Path) -> None:
    """Only the flag of encryption counts, not the others beside it."""
    content = compound(Stream("WordDocument", pack("<HHHHHH", 0xA5EC, 193, 0, 0, 0, 0xFE00 | 0x00FF)))
    assert found_in(content, tmp_path) is AttachmentType.DOC
    content = compound(Stream("Workbook", BOF + WRITE_PROTECTION + pack("<HH", 0x00E1, 0)))
    assert found_in(content, tmp_path) is AttachmentType.XLS


def test_every_type_has_an_example() -> None:
    assert set(ACCEPTED) == set(AttachmentType) == set(FORMATS)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_can_do_harm_is_refused(name: str, tmp_path: Path) -> None:
    content, reason = REFUSED[name]
    with pytest.raises(UnreadableError, match=reason):
        found_in(content, tmp_path)


def test_a_small_archive_that_expands_to_a_large_one_is_refused(tmp_path: Path) -> None:
    bomb = archive({TYPES: "", "word/document.xml": b"\0" * (3 * 1024 * 1024)})
    claimed = (300 * 1024 * 1024).to_bytes(4, "little")
    at = bomb.rindex(b"PK\x01\x02") + 24
    with pytest.raises(UnreadableError, match="展开后过大"):
        found_in(bomb[:at] + claimed + bomb[at + 4 :], tmp_path)


def test_an_archive_with_very_many_members_is_refused(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {f"word/{number}.xml": "" for number in range(1001)}
    with pytest.raises(UnreadableError, match="展开后过大"):
        found_in(archive(members), tmp_path)


async def test_a_program_that_is_named_a_document_is_refused_by_name_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"MZ" + b"\0" * 1000)
    with path.open("rb") as file, pytest.raises(InvalidError) as refused:
        await AttachmentInspector().type_of("调研报告.docx", file)
    assert refused.value.fields[0].rule == "“调研报告.docx”是可执行程序，不能作为附件"


def test_a_name_has_the_ending_of_its_type() -> None:
    everything = tuple(AttachmentType)
    check_type("附表.ET", AttachmentType.XLS, accepted=everything)
    with pytest.raises(InvalidError, match="扩展名改为"):
        check_type("报告.docx", AttachmentType.PDF, accepted=everything)


def test_a_place_lists_the_types_that_it_accepts() -> None:
    with pytest.raises(InvalidError, match="这是PNG图片，本单位不收；可以上传PDF文件"):
        check_type("照片.png", AttachmentType.PNG, accepted=(AttachmentType.PDF,))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "a\\b.txt", "a\0.txt", "a\n.txt", "a\u202etxt.pdf", " ", "一" * 201]
)
def test_a_name_with_separators_or_control_characters_is_refused(name: str) -> None:
    with pytest.raises(InvalidError, match="文件名"):
        attachment_name(name)
