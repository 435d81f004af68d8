"""Small files of every type that can be attached, hostile ones, and their upload."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import httpx

from tests.committee.service_clients import ServiceClient
from tests.committee.workbook import workbook_of, worksheet

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPG = b"\xff\xd8\xff\xe0" + b"\0" * 40
TYPES = "[Content_Types].xml"


def archive(members: dict[str, str | bytes]) -> bytes:
    """Returns a ZIP archive of these members."""
    with ZipFile(file := BytesIO(), "w", ZIP_DEFLATED) as written:
        for name, content in members.items():
            written.writestr(name, content)
    return file.getvalue()


def document(**more: bytes) -> bytes:
    """Returns a Word document, with further members below `word`."""
    members: dict[str, str | bytes] = {TYPES: "<Types/>", "word/document.xml": "<document/>"}
    return archive(members | {f"word/{name}.bin": content for name, content in more.items()})


def xlsx() -> bytes:
    return workbook_of({"表": worksheet("一,二")})


def open_document(media: str, *, manifest: str = "<manifest/>", **more: str) -> bytes:
    """Returns an OpenDocument file."""
    members: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{media}",
        "content.xml": "<content/>",
        "META-INF/manifest.xml": manifest,
    }
    return archive(members | {name.replace("__", "/"): content for name, content in more.items()})


def compound(*streams: str) -> bytes:
    """Returns the beginning of a file of older office programs with a directory of these streams."""
    entries = b"".join((name + "\0").encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries


def encrypted(content: bytes) -> bytes:
    """Returns the archive with the mark of encryption on its first member."""
    at = content.index(b"PK\x01\x02") + 8
    return content[:at] + bytes([content[at] | 1]) + content[at + 1 :]


async def upload(
    service: ServiceClient, id: str, by: str, content: bytes = PDF, *, name: str = "调研报告.pdf", **fields: str
) -> httpx.Response:
    kind = {"p": "proposals", "o": "opinions", "c": "consultations"}[id.split("-")[1]]
    path = f"/{kind}/{id}/attachments"
    return await service.call("POST", path, by, files={"file": (name, content)}, data=fields)


async def added(service: ServiceClient, id: str, by: str, content: bytes = PDF, **more: Any) -> dict[str, Any]:
    answer = await upload(service, id, by, content, **more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
