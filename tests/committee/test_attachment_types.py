"""The type of an attachment is that of its content; what can harm whoever opens it is refused with a remedy."""

from pathlib import Path

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
