"""Attachments of matters: who adds, reads and withdraws them, what is refused, and how their contents are stored."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from shared.committee.attachments.orphans import OrphanRemoval
from shared.committee.files.contents.store import CHUNK, ContentStore, FileContent
from shared.committee.files.contents.tables import file_chunks, file_contents
from shared.committee.stored_attachments.tables import attachments
from shared.contracts.vocabulary import Role
from shared.domain.charters.charters import Amendment
from shared.messaging.lease import Lease
from tests.committee.attached_files import PDF, added, document, upload
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to, carry_on, drafted
from tests.committee.service_clients import ServiceClient, ServiceClients

OFFICE, MEMBER, UNIT = "522625-secretariat", "522625-member", "522625-handling_unit"
MEGABYTE = 1024 * 1024


@pytest.fixture
def county(roster: ServiceClients) -> ServiceClient:
    return roster.county


async def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def names(service: ServiceClient, id: str, by: str) -> list[str]:
    return [each["name"] for each in (await service.get(f"/proposals/{id}/attachments", by))["items"]]


async def withdrawn(service: ServiceClient, id: str, number: int, by: str, **body: str) -> httpx.Response:
    return await service.call("DELETE", f"/proposals/{id}/attachments/{number}", by, json=body)


async def test_an_attachment_is_downloaded_as_it_was_uploaded_and_never_executed(county: ServiceClient) -> None:
    id = await drafted(county, by=MEMBER)
    content = PDF + bytes(range(256)) * 4096
    found = await added(county, id, MEMBER, content, name="㵲阳河“治理” 图.pdf")
    assert (found["number"], found["size"], found["type"]) == (1, len(content), "pdf")
    answer = await county.call("GET", f"/proposals/{id}/attachments/1", OFFICE)
    assert answer.content == content
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith(
        f"attachment; filename=\"{id}-1.pdf\"; filename*=UTF-8''%E3%"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_proposer_adds_to_a_draft_and_the_office_until_the_proposal_is_closed(county: ServiceClient) -> None:
    id = await drafted(county, by=MEMBER)
    await added(county, id, MEMBER)
    await carry_on(county, id, "submit")
    late = await upload(county, id, MEMBER, name="补充.pdf")
    assert await code_of(late) == (409, "not-allowed-now")
    assert "请联系承办机构" in late.json()["detail"]
    await added(county, id, OFFICE, name="补充.pdf")
    closed = await brought_to(county, "close")
    assert await code_of(await upload(county, closed, OFFICE)) == (409, "not-allowed-now")


async def test_a_unit_adds_to_its_own_reply_which_others_read_after_the_reply(county: ServiceClient) -> None:
    id = await brought_to(county, "acknowledge")
    found = await added(county, id, UNIT, name="答复附表.pdf")
    assert found["unit"] == "县教育局"
    assert await names(county, id, UNIT) == await names(county, id, OFFICE) == ["答复附表.pdf"]
    assert await names(county, id, MEMBER) == []
    await county.post(f"/proposals/{id}/reply", OFFICE, unit="县教育局", text="已办", answer_class="A", on="2026-02-20")
    assert await names(county, id, MEMBER) == ["答复附表.pdf"]


async def test_the_office_adds_to_the_reply_of_a_unit_that_handles_the_proposal(county: ServiceClient) -> None:
    id = await brought_to(county, "acknowledge")
    assert (await added(county, id, OFFICE, unit="县教育局"))["unit"] == "县教育局"
    assert await code_of(await upload(county, id, OFFICE, unit="县水务局")) == (403, "foreign-assignment")


async def test_an_attachment_is_removed_from_a_draft_by_who_added_it(county: ServiceClient) -> None:
    id = await drafted(county, by=MEMBER)
    await added(county, id, MEMBER)
    assert (await withdrawn(county, id, 1, MEMBER)).status_code == 200
    assert await names(county, id, MEMBER) == []


async def test_later_an_attachment_is_withdrawn_with_a_reason_and_stays_in_the_list(county: ServiceClient) -> None:
    id = await drafted(county, by=MEMBER)
    await added(county, id, MEMBER)
    await carry_on(county, id, "submit")
    assert await code_of(await withdrawn(county, id, 1, MEMBER, reason="误传")) == (409, "not-allowed-now")
    without = await withdrawn(county, id, 1, OFFICE)
    assert "必须填写撤回附件的原因" in without.json()["detail"]
    assert (await withdrawn(county, id, 1, OFFICE, reason="误传")).status_code == 200
    (found,) = (await county.get(f"/proposals/{id}/attachments", MEMBER))["items"]
    assert (found["withdrawn_by"], found["withdrawal_reason"]) == (OFFICE, "误传")
    assert await code_of(await county.call("GET", f"/proposals/{id}/attachments/1", OFFICE)) == (
        409,
        "attachment-withdrawn",
    )
    assert await code_of(await withdrawn(county, id, 1, OFFICE, reason="误传")) == (409, "already-withdrawn")
    assert (await added(county, id, OFFICE))["number"] == 2


async def test_the_readings_of_attachments_of_opinion_reports_are_recorded(county: ServiceClient) -> None:
    id = (await county.post("/opinions", MEMBER, title="一", content="正文"))["id"]
    await added(county, id, MEMBER)
    await county.account("another", Role.MEMBER, organization="522625")
    assert (await county.call("GET", f"/opinions/{id}/attachments/1", "another")).status_code == 403
    assert (await county.call("GET", f"/opinions/{id}/attachments/1", "522625-auditor")).status_code == 200
    read = (await county.get(f"/opinions/{id}/readings", OFFICE))["items"]
    assert [each["account"] for each in read] == ["522625-auditor"]


async def test_the_same_file_is_attached_once_and_its_content_stored_once(county: ServiceClient) -> None:
    ids = [await drafted(county, by=OFFICE) for _ in range(2)]
    answers = await asyncio.gather(*(upload(county, id, OFFICE) for id in ids for _ in range(3)))
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.json()["number"] for answer in answers} == {1}
    async with county.context.service.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(attachments)) == 2
        assert await connection.scalar(select(func.count()).select_from(file_contents)) == 1
        assert await connection.scalar(select(func.count()).select_from(file_chunks)) == 1


async def test_a_repeated_upload_with_an_idempotency_key_has_the_same_response(county: ServiceClient) -> None:
    id, headers = await drafted(county, by=OFFICE), {"Idempotency-Key": "一".encode().hex()}
    path = f"/proposals/{id}/attachments"
    first, second = [
        await county.call("POST", path, OFFICE, files={"file": ("一.pdf", PDF)}, headers=headers) for _ in range(2)
    ]
    assert first.json() == second.json()


async def test_a_charter_limits_the_number_and_the_size_of_the_attachments_of_a_matter(county: ServiceClient) -> None:
    rules = {"attachments": 2, "attachment_megabytes": 1}
    limited = replace(county.context.charters, places={"522625": (Amendment(date(2000, 1, 1), rules),)})
    vars(county.context)["charters"] = limited
    id = await drafted(county, by=OFFICE)
    await added(county, id, OFFICE, name="1.pdf")
    large = await upload(county, id, OFFICE, PDF + bytes(MEGABYTE), name="2.pdf")
    assert await code_of(large) == (409, "attachments-too-large")
    await added(county, id, OFFICE, name="2.pdf")
    full = await upload(county, id, OFFICE, name="3.pdf")
    assert await code_of(full) == (409, "too-many-attachments")
    assert "最多2个附件" in full.json()["detail"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("报告.docx", b"MZ" + b"\0" * 100, "“报告.docx”是可执行程序"),
        ("报告.docx", document(vbaProject=b"\0"), "“报告.docx”含有宏"),
        ("报告.docx", PDF, "“报告.docx”内容是PDF文件，与文件名不符"),
        ("../报告.pdf", PDF, "文件名不能含有斜杠"),
    ],
)
async def test_a_refusal_names_the_file_and_what_to_do(
    county: ServiceClient, name: str, content: bytes, reason: str
) -> None:
    id = await drafted(county, by=OFFICE)
    answer = await upload(county, id, OFFICE, content, name=name)
    assert answer.status_code == 422
    assert reason in answer.json()["detail"]
    assert await names(county, id, OFFICE) == []


async def test_an_upload_without_a_file_is_refused(county: ServiceClient) -> None:
    id = await drafted(county, by=OFFICE)
    answer = await county.call("POST", f"/proposals/{id}/attachments", OFFICE, json={})
    assert answer.status_code == 415
    answer = await county.call("POST", f"/proposals/{id}/attachments", OFFICE, files={"other": ("一.pdf", PDF)})
    assert "请选择文件" in answer.json()["detail"]


async def _hundred_megabytes(sent: list[int]) -> AsyncIterator[bytes]:
    yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    for _ in range(100):
        sent.append(1)
        yield b"%" * MEGABYTE


async def test_an_upload_of_100_megabytes_is_refused_before_it_is_read(county: ServiceClient) -> None:
    id, headers = await drafted(county, by=OFFICE), {"Content-Type": "multipart/form-data; boundary=x"}
    path = f"/proposals/{id}/attachments"
    announced = {**headers, "Content-Length": str(100 * MEGABYTE)}
    answer = await county.call("POST", path, OFFICE, content=b"", headers=announced)
    assert await code_of(answer) == (413, "attachment-too-large")
    assert "一个附件最大20 MB" in answer.json()["detail"]
    sent: list[int] = []
    answer = await county.call("POST", path, OFFICE, content=_hundred_megabytes(sent), headers=headers)
    assert await code_of(answer) == (413, "attachment-too-large")


async def stored(service: ServiceClient, folder: Path, content: bytes) -> FileContent:
    """Stores a content in a transaction of its own."""
    path = folder / "content"
    path.write_bytes(content)
    with path.open("rb+") as file:
        new = FileContent.of(file)
        async with service.context.service.transaction() as connection:
            await service.context.contents.put(connection, new, service.clock.now())
    return new


async def read(store: ContentStore, service: ServiceClient, hash: str) -> bytes:
    return b"".join([chunk async for chunk in store.read(service.context.service, hash)])


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK])
async def test_a_content_is_read_as_it_was_stored(county: ServiceClient, tmp_path: Path, size: int) -> None:
    content = await stored(county, tmp_path, bytes(size))
    assert await read(county.context.contents, county, content.hash) == bytes(size)


async def test_contents_in_a_folder_are_private_and_stay_readable_when_the_place_changes(
    county: ServiceClient, tmp_path: Path
) -> None:
    in_database = await stored(county, tmp_path, b"a" * CHUNK)
    vars(county.context)["contents"] = ContentStore(tmp_path / "attachments")
    in_folder = await stored(county, tmp_path, b"b" * (CHUNK + 1))
    store = county.context.contents
    assert await read(store, county, in_database.hash) == b"a" * CHUNK
    assert await read(store, county, in_folder.hash) == b"b" * (CHUNK + 1)
    (file,) = (tmp_path / "attachments").glob("??/*")
    assert (file.name, file.stat().st_mode & 0o777) == (in_folder.hash, 0o600)


async def test_a_crash_while_a_content_is_stored_leaves_nothing(county: ServiceClient, tmp_path: Path) -> None:
    path = tmp_path / "content"
    path.write_bytes(b"a" * 3 * CHUNK)

    class Broken(FileContent):
        def chunks(self) -> Any:
            yield b"a" * CHUNK
            raise ConnectionResetError

    with path.open("rb+") as file:
        new = Broken(*FileContent.of(file))
        with pytest.raises(ConnectionResetError):
            async with county.context.service.transaction() as connection:
                await county.context.contents.put(connection, new, county.clock.now())
    async with county.context.service.reading() as connection:
        assert (await connection.execute(select(file_contents))).all() == []
        assert (await connection.execute(select(file_chunks))).all() == []


async def test_a_content_that_no_attachment_has_is_removed_after_a_day(county: ServiceClient, tmp_path: Path) -> None:
    folder = tmp_path / "attachments"
    vars(county.context)["contents"] = ContentStore(folder)
    id = await drafted(county, by=MEMBER)
    await added(county, id, MEMBER, name="留.pdf")
    kept = {file.name for file in folder.glob("??/*")}
    unused = await stored(county, tmp_path, b"unused")
    (folder / "ab").mkdir(exist_ok=True)
    leftover, unfinished = folder / "ab" / ("ab" * 32), folder / "ab" / "cd.12.part"
    leftover.write_bytes(b"of a transaction that was rolled back")
    unfinished.write_bytes(b"of a process that was ended")
    long_ago = (county.clock.now() - timedelta(days=3)).timestamp()
    for file in (leftover, unfinished):
        os.utime(file, (long_ago, long_ago))
    orphans = OrphanRemoval(county.context, Lease(county.context.service, "committee", "me"))
    assert await orphans.update() == 1
    assert unused.hash in {file.name for file in folder.glob("??/*")}
    county.clock.advance(days=2)
    assert await orphans.update() == 1
    assert {file.name for file in folder.glob("??/*")} == kept


async def sent(
    client: PageClient, id: str, content: bytes = PDF, *, name: str = "调研报告.pdf", **fields: str
) -> httpx.Response:
    """Uploads a file by the form of the page of a proposal; returns the page that it leads to."""
    page = await client.get(f"/proposals/{id}")
    return await client.upload(page, f"/proposals/{id}/attachments", name, content, **fields)


async def test_the_page_has_a_form_for_files_and_lists_them(county: ServiceClient) -> None:
    id, member = await drafted(county, by=MEMBER), PageClient(county, MEMBER)
    page = await member.get(f"/proposals/{id}")
    assert "还没有附件" in words(page)
    assert 'enctype="multipart/form-data"' in page.text
    page = await sent(member, id)
    assert "附件已登记" in words(page)
    assert "调研报告.pdf PDF文件 · 1 KB · 522625-member 添加于" in words(page)
    answer = await member.get(f"/proposals/{id}/attachments/1")
    assert (answer.content, answer.headers["X-Content-Type-Options"]) == (PDF, "nosniff")


async def test_the_page_says_why_a_file_is_refused(county: ServiceClient) -> None:
    id, member = await drafted(county, by=MEMBER), PageClient(county, MEMBER)
    page = await sent(member, id, b"MZ" + b"\0" * 100, name="报告.docx")
    assert page.status_code == 422
    assert "“报告.docx”是可执行程序" in words(page)


async def test_a_form_for_a_file_of_another_site_is_refused(county: ServiceClient) -> None:
    id, member = await drafted(county, by=MEMBER), PageClient(county, MEMBER)
    answer = await county.client.post(
        f"/proposals/{id}/attachments", files={"file": ("一.pdf", PDF)}, headers=member._headers
    )
    assert answer.status_code == 403
    assert await names(county, id, MEMBER) == []


async def test_the_page_shows_the_attachments_of_a_reply_and_withdraws_them_with_a_reason(
    county: ServiceClient,
) -> None:
    id, secretariat = await brought_to(county, "acknowledge"), PageClient(county, OFFICE)
    page = await sent(secretariat, id, name="附表.pdf", unit="县教育局")
    assert "县教育局的答复附件 附表.pdf" in words(page)
    token = {"form_token": [page.text.split('name="form_token" value="')[1].split('"')[0]]}
    address = f"/proposals/{id}/attachments/1/withdraw"
    answer = await secretariat.post(address, {**token, "reason": [""]})
    page = await secretariat.get(answer.headers["Location"].partition("#")[0])
    assert "必须填写撤回附件的原因" in words(page)
    answer = await secretariat.post(address, {**token, "reason": ["误传"]})
    page = await secretariat.get(answer.headers["Location"].partition("#")[0])
    assert "已撤回" in words(page)
    assert "：误传" in words(page)
    assert "上传" in words(page)
