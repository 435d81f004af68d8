"""The types of file that can be attached to a matter, and the name of an attachment."""

from typing import NamedTuple

from shared.contracts.titled import Titled
from shared.domain.errors import InvalidError, invalid
from shared.domain.lines import line_of


class AttachmentType(Titled):
    """The type of an attached file, by its content. A charter lists those that its place accepts."""

    PDF = "pdf", "PDF文件"
    DOCX = "docx", "Word文档"
    XLSX = "xlsx", "Excel工作簿"
    PPTX = "pptx", "演示文稿"
    DOC = "doc", "旧版Word或WPS文字文档"
    XLS = "xls", "旧版Excel或WPS表格工作簿"
    PPT = "ppt", "旧版PowerPoint或WPS演示文稿"
    ODT = "odt", "ODT文档"
    ODS = "ods", "ODS表格"
    JPG = "jpg", "JPG图片"
    PNG = "png", "PNG图片"
    TXT = "txt", "文本文件"


OFFICE = "本单位"
"""The unit of the attachments of an answer that the organization itself gives."""


class Format(NamedTuple):
    """The endings that a file of a type may have, the usual one first, and its media type."""

    endings: tuple[str, ...]
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[AttachmentType, Format] = {
    AttachmentType.PDF: Format((".pdf",), "application/pdf"),
    AttachmentType.DOCX: Format((".docx", ".wps"), f"{_OFFICE}.wordprocessingml.document"),
    AttachmentType.XLSX: Format((".xlsx", ".et"), f"{_OFFICE}.spreadsheetml.sheet"),
    AttachmentType.PPTX: Format((".pptx", ".dps"), f"{_OFFICE}.presentationml.presentation"),
    AttachmentType.DOC: Format((".doc", ".wps"), "application/msword"),
    AttachmentType.XLS: Format((".xls", ".et"), "application/vnd.ms-excel"),
    AttachmentType.PPT: Format((".ppt", ".dps"), "application/vnd.ms-powerpoint"),
    AttachmentType.ODT: Format((".odt",), "application/vnd.oasis.opendocument.text"),
    AttachmentType.ODS: Format((".ods",), "application/vnd.oasis.opendocument.spreadsheet"),
    AttachmentType.JPG: Format((".jpg", ".jpeg"), "image/jpeg"),
    AttachmentType.PNG: Format((".png",), "image/png"),
    AttachmentType.TXT: Format((".txt", ".csv"), "text/plain"),
}


def attachment_name(text: str) -> str:
    """Returns the name as it is stored; raises `InvalidError` for one with path separators or control characters."""
    try:
        name = line_of(text)
    except ValueError as error:
        raise invalid("file", text, f"文件名{error}，请改名后再上传") from error
    if "/" in name or "\\" in name:
        raise refused(name, "文件名不能含有斜杠，请改名后再上传")
    return name


def check_type(name: str, found: AttachmentType, *, accepted: tuple[AttachmentType, ...]) -> None:
    """Raises `InvalidError` for a type that the place does not accept, and for a name with the ending of another type."""
    if found not in accepted:
        raise refused(
            name, f"这是{found.title_zh}，本单位不收；可以上传{'、'.join(each.title_zh for each in accepted)}"
        )
    endings = FORMATS[found].endings
    if not name.lower().endswith(endings):
        raise refused(name, f"内容是{found.title_zh}，与文件名不符，请把扩展名改为{'或'.join(endings)}后再上传")


def refused(name: str, reason: str) -> InvalidError:
    """Returns the error that refuses a file; it names the file and what to do."""
    return invalid("file", name, f"“{name}”{reason}")
