"""Small files of every type that can be attached, hostile ones, and their upload."""

from io import BytesIO
from struct import pack, pack_into
from typing import Any, NamedTuple
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


SECTOR, SMALL = 512, 64
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


class Stream(NamedTuple):
    """A stream of a compound file. `embedded`: it belongs to an embedded document; `small`: it is shorter than 4096 bytes."""

    name: str
    content: bytes = b""
    embedded: bool = False
    small: bool = False


def compound(*streams: str | Stream) -> bytes:
    """Returns a file of older office programs with these streams."""
    each = [one if isinstance(one, Stream) else Stream(one) for one in streams]
    of_document = [one for one in each if not one.embedded]
    ordered = of_document + [Stream("MBD0001")] * (len(of_document) < len(each)) + [one for one in each if one.embedded]
    directory_sectors = -(-(1 + len(ordered)) * 128 // SECTOR)
    chains, sectors = [[0]], list[bytes]()
    chains.append(list(range(1, 1 + directory_sectors)))
    small = b"".join(one.content.ljust(SMALL, b"\0") for one in ordered if one.small)
    starts, small_start, following = list[int](), 0, 1 + directory_sectors

    def put(content: bytes) -> int:
        nonlocal following
        first, count = following, -(-len(content) // SECTOR)
        sectors.extend(
            content.ljust(count * SECTOR, b"\0")[at : at + SECTOR] for at in range(0, count * SECTOR, SECTOR)
        )
        chains.append(list(range(first, first + count)))
        following += count
        return first

    for one in ordered:
        if one.small:
            starts.append(small_start)
            small_start += 1
        else:
            starts.append(put(one.content.ljust(4096, b"\0")))
    root_start = put(small) if small else END
    table = [FREE] * (SECTOR // 4)
    for chain in chains:
        for sector, after in zip(chain, [*chain[1:], END], strict=True):
            table[sector] = after
    table[0] = TABLE
    entries = [_entry("Root Entry", 5, child=1, start=root_start, size=len(small))]
    for number, (one, start) in enumerate(zip(ordered, starts, strict=True), 1):
        last = number == len(of_document) + (len(of_document) < len(each)) or number == len(ordered)
        storage = one.name == "MBD0001"
        entries.append(
            _entry(
                one.name,
                1 if storage else 2,
                right=FREE if last else number + 1,
                child=number + 1 if storage else FREE,
                start=start,
                size=len(one.content) if one.small else max(4096, len(one.content)),
            )
        )
    header = bytearray(SECTOR)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 4096, END, 0, END, 0, 0)
    pack_into("<108I", header, 80, *[FREE] * 108)
    directory = b"".join(entries).ljust(directory_sectors * SECTOR, b"\0")
    return bytes(header) + pack(f"<{len(table)}I", *table) + directory + b"".join(sectors)


def _entry(name: str, kind: int, *, right: int = FREE, child: int = FREE, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + pack("<HBBIII", len(encoded), kind, 1, FREE, right, child)
    return head + bytes(36) + pack("<IQ", start, size)


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
