"""Attachments that travel with a transfer: in sealed chunks, inspected by the receiver, whatever is repeated, reordered or missing."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import func, select

from shared.committee.file_transfers.sealing import CHUNK
from shared.committee.file_transfers.tables import received_chunks, received_files, sent_files
from shared.committee.stored_attachments.tables import attachments as attachments_table
from shared.contracts.record_values import Headers, headers_with, sealed_in_value, value_with
from shared.contracts.topics import Topic, topic_name
from shared.contracts.writers import FOREIGN_SOURCE, Writer
from shared.domain.attachments import AttachmentType
from shared.domain.charters.charters import Amendment
from tests.committee.attached_files import PDF, added
from tests.committee.backup import Backup
from tests.committee.forwarding import COUNTY, TOWNSHIP, approved, arrived, clerk, sent, taken_over
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients, record_of
from tests.support.outbox import event_of

LARGE = PDF + Random(1).randbytes(2 * CHUNK)
"""A file of three chunks."""
NAME = "㵲阳河治理调研.pdf"


async def rows(service: ServiceClient, table: Any) -> int:
    async with service.context.service.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def with_file(services: ServiceClients, content: bytes = LARGE, name: str = NAME) -> str:
    """Returns the id of a report of the township, approved, with an attachment."""
    id = await approved(services.township, TOWNSHIP)
    await added(services.township, id, clerk(TOWNSHIP), content, name=name)
    return id


async def attachments(service: ServiceClient, id: str, by: str) -> dict[str, Any]:
    return await service.get(f"/opinions/{id}/attachments", by)


async def chunk_records(service: ServiceClient) -> list[Any]:
    """Returns the records of the chunks that a service has published."""
    found = [row for row in await service.announced() if row.topic == Topic.ATTACHMENTS]
    signed = zip(found, await service.signatures(found), strict=True)
    return [record_of(row, await service.sealed(row), signature, Writer(service.name)) for row, signature in signed]


async def receive(service: ServiceClient, records: list[Any]) -> list[Any]:
    async with service.context.service.transaction() as connection:
        dead = await service.chunk_inbox.apply(connection, records, "test")
    await service.assembly.update()
    return dead


async def test_an_attachment_travels_with_its_matter_and_is_the_same_at_the_receiver(connected: ServiceClients) -> None:
    id = await with_file(connected)
    transfer = await sent(connected, TOWNSHIP, id)
    received = await arrived(connected.county, COUNTY)
    listed = await attachments(connected.county, received, clerk(COUNTY))
    assert listed["received"] == []
    (file,) = listed["items"]
    assert (file["name"], file["size"], file["type"], file["account"]) == (NAME, len(LARGE), "pdf", ":inbox")
    answer = await connected.county.call("GET", f"/opinions/{received}/attachments/1", clerk(COUNTY))
    assert answer.content == LARGE
    assert await rows(connected.county, received_chunks) == await rows(connected.county, received_files) == 0
    assert "随来件送达" in words(await PageClient(connected.county, clerk(COUNTY)).get(f"/opinions/{received}"))
    await taken_over(connected, COUNTY, transfer)


async def test_what_is_outside_of_the_sealed_bytes_names_neither_the_file_nor_its_content(
    connected: ServiceClients,
) -> None:
    await sent(connected, TOWNSHIP, await with_file(connected, PDF))
    (record,) = await chunk_records(connected.township)
    assert PDF not in record.value
    assert NAME.encode() not in record.value
    assert len(sealed_in_value(record.value)) == len(PDF) + 16
    stored = [row.payload for row in await connected.township.announced() if row.topic == Topic.ATTACHMENTS]
    assert max(map(len, stored)) < 1000  # the bytes of a file are in the store of contents only


async def test_a_chunk_that_is_published_again_has_the_same_bytes(connected: ServiceClients) -> None:
    await sent(connected, TOWNSHIP, await with_file(connected))
    first, again = [await chunk_records(connected.township) for _ in range(2)]
    assert len(first) == 3
    assert [each.value for each in first] == [each.value for each in again]


async def arrived_without_chunks(connected: ServiceClients, id: str) -> tuple[str, str]:
    """Returns the transfer of a report with a file, and the id of the report at the county, which got no chunk."""
    connected.county.chunks_arrive = False
    transfer = await sent(connected, TOWNSHIP, id)
    return transfer, await arrived(connected.county, COUNTY)


async def test_a_matter_is_accepted_when_all_its_attachments_are_there(connected: ServiceClients) -> None:
    county, by = connected.county, clerk(COUNTY)
    transfer, received = await arrived_without_chunks(connected, await with_file(connected))
    records = await chunk_records(connected.township)
    await receive(county, records[:2])
    (file,) = (await attachments(county, received, by))["received"]
    assert (file["status"], file["received"], file["chunks"]) == ("receiving", 2, 3)
    assert "接收中（2/3）" in words(await PageClient(county, by).get(f"/opinions/{received}"))
    answer = await county.call("GET", f"/opinions/{received}/attachments/1", by)
    assert (answer.status_code, answer.json()["code"]) == (409, "attachment-receiving")
    assert await county.refused(f"/transfers/{transfer}/accept", by) == (409, "attachments-receiving")
    assert "accept" not in (await county.get(f"/opinions/{received}", by))["commands"]
    await receive(county, records[2:])
    assert [each["name"] for each in (await attachments(county, received, by))["items"]] == [NAME]
    await county.post(f"/transfers/{transfer}/accept", by)


async def test_a_chunk_that_another_service_writes_than_that_of_its_sender_is_refused(
    connected: ServiceClients,
) -> None:
    """A county service writes a chunk of a transfer of a township, which its own level does not host."""
    _, received = await arrived_without_chunks(connected, await with_file(connected, PDF))
    (genuine,) = await chunk_records(connected.township)
    forged = replace(genuine, topic=topic_name(Topic.ATTACHMENTS, Writer.COUNTY))
    (letter,) = await receive(connected.county, [forged])
    assert letter.reason.startswith(f"{FOREIGN_SOURCE}: county may not publish about {TOWNSHIP}")
    assert await rows(connected.county, received_chunks) == 0
    assert await receive(connected.county, [genuine]) == []
    assert len((await attachments(connected.county, received, clerk(COUNTY)))["items"]) == 1


@pytest.mark.parametrize("headers", [headers_with(None), headers_with(bytes(64))])
async def test_a_chunk_that_its_sender_has_not_signed_is_refused_and_keeps_no_genuine_one_out(
    connected: ServiceClients, headers: Headers
) -> None:
    """Another service of the level of the sender writes the chunk first."""
    _, received = await arrived_without_chunks(connected, await with_file(connected, PDF))
    (genuine,) = await chunk_records(connected.township)
    event, _, _ = genuine.value.partition(b"\n")
    forged = replace(genuine, value=value_with(event, b"other bytes"), headers=headers)
    (letter,) = await receive(connected.county, [forged])
    assert letter.reason == "signature-invalid"
    assert await receive(connected.county, [genuine]) == []
    assert len((await attachments(connected.county, received, clerk(COUNTY)))["items"]) == 1


async def test_chunks_in_any_order_repeated_and_before_their_dispatch_make_one_attachment(
    connected: ServiceClients,
) -> None:
    id, county = await with_file(connected), connected.county
    await connected.township.post(f"/opinions/{id}/forward", clerk(TOWNSHIP))
    records = await chunk_records(connected.township)
    county.chunks_arrive = False
    for seed in range(3):
        await receive(county, Random(seed).sample(records, len(records)))
    assert await rows(county, received_chunks) == 3
    await connected.deliver()
    received = await arrived(county, COUNTY)
    for seed in range(3):
        await receive(county, Random(seed).sample(records * 2, 2 * len(records)))
    assert len((await attachments(county, received, clerk(COUNTY)))["items"]) == 1
    assert await rows(county, received_chunks) == 0


async def test_a_matter_waits_for_missing_attachments_for_the_days_of_the_charter_only(
    connected: ServiceClients,
) -> None:
    county, by, id = connected.county, clerk(COUNTY), await with_file(connected)
    transfer, received = await arrived_without_chunks(connected, id)
    records = await chunk_records(connected.township)
    await receive(county, records[:1])
    connected.clock.advance(days=8)
    await county.assembly.update()
    assert [_value(each) for each in ("receiving_files", "receiving_oldest_seconds", "pending_chunks")] == [
        1,
        8 * 86400,
        1,
    ]
    assert "未到齐（1/3）" in words(await PageClient(county, by).get(f"/opinions/{received}"))
    await county.post(f"/transfers/{transfer}/accept", by)
    await connected.deliver()
    assert f"“{NAME}”未到齐" in words(await PageClient(connected.township, clerk(TOWNSHIP)).get(f"/opinions/{id}"))
    await receive(county, records[1:])
    assert len((await attachments(county, received, by))["items"]) == 1


@pytest.mark.full
async def test_missing_attachments_come_with_the_next_dispatch_after_a_return(connected: ServiceClients) -> None:
    county, by = connected.county, clerk(COUNTY)
    transfer, received = await arrived_without_chunks(connected, await with_file(connected))
    lost = await chunk_records(connected.township)
    await county.post(f"/transfers/{transfer}/return", by, reason="附件未到齐，请重新报送")
    await connected.deliver()
    await connected.township.post(f"/transfers/{transfer}/resend", clerk(TOWNSHIP))
    await connected.deliver()
    await receive(county, lost)
    assert await rows(county, received_chunks) == 0
    again = (await chunk_records(connected.township))[3:]
    assert {each.value for each in again}.isdisjoint(each.value for each in lost)
    await receive(county, again)
    assert len((await attachments(county, received, by))["items"]) == 1
    await county.post(f"/transfers/{transfer}/accept", by)


@pytest.mark.full
async def test_what_the_receiver_has_already_is_not_awaited_again(connected: ServiceClients) -> None:
    id, county = await with_file(connected), connected.county
    transfer = await sent(connected, TOWNSHIP, id)
    received, by = await arrived(county, COUNTY), clerk(COUNTY)
    await county.post(f"/transfers/{transfer}/return", by, reason="请补充")
    await connected.deliver()
    await added(connected.township, id, clerk(TOWNSHIP), PDF, name="补充.pdf")
    await connected.township.post(f"/transfers/{transfer}/resend", clerk(TOWNSHIP))
    await connected.deliver()
    assert [each["name"] for each in (await attachments(county, received, by))["items"]] == [NAME, "补充.pdf"]
    assert await rows(county, received_chunks) == 0


def _value(metric: str) -> float | None:
    return REGISTRY.get_sample_value(f"lianxi_{metric}")


def limit(service: ServiceClient, organization: str, **rules: Any) -> None:
    """Amends the charter of an organization."""
    amended = replace(service.context.charters, places={organization: (Amendment(date(2000, 1, 1), rules),)})
    vars(service.context)["charters"] = amended


async def test_a_file_that_the_receiver_does_not_accept_is_refused_there_and_both_sides_read_why(
    connected: ServiceClients,
) -> None:
    limit(connected.county, COUNTY, attachment_types=(AttachmentType.DOCX,))
    id = await with_file(connected)
    transfer = await sent(connected, TOWNSHIP, id)
    received, by = await arrived(connected.county, COUNTY), clerk(COUNTY)
    (file,) = (await attachments(connected.county, received, by))["received"]
    assert file["status"] == "refused"
    assert file["reason"].startswith(f"“{NAME}”这是PDF文件，本单位不收")
    answer = await connected.county.call("GET", f"/opinions/{received}/attachments/1", by)
    assert (answer.status_code, answer.json()["code"]) == (409, "attachment-refused")
    await taken_over(connected, COUNTY, transfer)
    for service, matter, account in (
        (connected.county, received, by),
        (connected.township, id, clerk(TOWNSHIP)),
    ):
        assert "本单位不收" in words(await PageClient(service, account).get(f"/opinions/{matter}"))


@pytest.mark.parametrize(
    ("rules", "bytes_of_one", "reason"),
    [
        ({"attachments": 0}, None, "最多0个附件"),
        ({"attachment_megabytes": 1}, None, "合计最多1 MB"),
        ({}, 1024 * 1024, "一个附件最大1 MB"),
    ],
)
async def test_a_file_beyond_the_limits_of_the_receiver_is_refused_before_it_is_collected(
    connected: ServiceClients, rules: dict[str, int], bytes_of_one: int | None, reason: str
) -> None:
    limit(connected.county, COUNTY, **rules)
    if bytes_of_one is not None:
        vars(connected.county.context)["attachment_bytes"] = bytes_of_one
    transfer = await sent(connected, TOWNSHIP, await with_file(connected, PDF + bytes(1024 * 1024)))
    received = await arrived(connected.county, COUNTY)
    (file,) = (await attachments(connected.county, received, clerk(COUNTY)))["received"]
    assert reason in file["reason"]
    assert await rows(connected.county, received_chunks) == 0
    await taken_over(connected, COUNTY, transfer)


async def test_a_sender_is_refused_a_transfer_with_larger_attachments_than_its_charter_allows(
    connected: ServiceClients,
) -> None:
    limit(connected.township, TOWNSHIP, transfer_megabytes=1)
    id = await with_file(connected, PDF + bytes(1024 * 1024))
    answer = await connected.township.call("POST", f"/opinions/{id}/forward", clerk(TOWNSHIP), json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "attachments-too-large")
    assert answer.json()["detail"] == "附件合计2 MB，一次报送最多1 MB，请先撤回不需要的，或压缩其中的图片"
    assert await rows(connected.township, sent_files) == 0


async def test_bytes_that_their_sender_alters_are_refused_and_the_matter_is_accepted_without_them(
    connected: ServiceClients,
) -> None:
    county = connected.county
    transfer, received = await arrived_without_chunks(connected, await with_file(connected))
    first, *others = await chunk_records(connected.township)
    event, _, sealed = first.value.partition(b"\n")
    value = value_with(event, bytes([sealed[0] ^ 1]) + sealed[1:])
    row = next(row for row in await connected.township.announced() if row.topic == Topic.ATTACHMENTS)
    (signature,) = await connected.township.sign([event_of(row)._replace(payload=value)])
    altered = replace(first, value=value, headers=headers_with(signature))
    assert await receive(county, [altered, *others]) == []
    (file,) = (await attachments(county, received, clerk(COUNTY)))["received"]
    assert file["reason"] == f"“{NAME}”：内容有缺损，请对方检查后重新报送"
    await taken_over(connected, COUNTY, transfer)


async def test_a_file_whose_content_the_sender_has_lost_is_refused_and_not_awaited(connected: ServiceClients) -> None:
    id = await with_file(connected)
    async with connected.township.context.service.transaction() as connection:
        await connection.exec_driver_sql("DELETE FROM file_chunks")
    transfer = await sent(connected, TOWNSHIP, id)
    received = await arrived(connected.county, COUNTY)
    (file,) = (await attachments(connected.county, received, clerk(COUNTY)))["received"]
    assert file["reason"] == f"“{NAME}”在对方系统中已缺失，请对方补充后重新报送"
    await taken_over(connected, COUNTY, transfer)


async def test_chunks_that_are_no_events_are_dead_letters_and_those_for_others_are_skipped(
    connected: ServiceClients,
) -> None:
    await connected.township.post(f"/opinions/{await with_file(connected)}/forward", clerk(TOWNSHIP))
    first, *_ = await chunk_records(connected.township)
    broken = [
        replace(first, value=value) for value in (b"\xff{", None, first.value.replace(b'"chunk":1', b'"chunk":2', 1))
    ]
    assert len(await receive(connected.county, broken)) == 3
    assert await receive(connected.city, [first]) == []
    assert await rows(connected.city, received_chunks) == await rows(connected.county, received_chunks) == 0


async def test_a_withdrawn_attachment_does_not_travel(connected: ServiceClients) -> None:
    id, by = await with_file(connected), clerk(TOWNSHIP)
    await connected.township.call("DELETE", f"/opinions/{id}/attachments/1", by, json={"reason": "误传"})
    transfer = await sent(connected, TOWNSHIP, id)
    assert await chunk_records(connected.township) == []
    await taken_over(connected, COUNTY, transfer)


@pytest.mark.full
async def test_attachments_travel_on_to_the_next_level(connected: ServiceClients) -> None:
    transfer = await sent(connected, TOWNSHIP, await with_file(connected))
    county = await taken_over(connected, COUNTY, transfer)
    await approved(connected.county, COUNTY, county)
    await sent(connected, COUNTY, county)
    city = await arrived(connected.city, "520600")
    assert [each["name"] for each in (await attachments(connected.city, city, clerk("520600")))["items"]] == [NAME]


async def test_chunks_that_can_no_longer_arrive_are_given_up_after_the_retention_of_the_topic(
    connected: ServiceClients,
) -> None:
    county = connected.county
    _, received = await arrived_without_chunks(connected, await with_file(connected))
    await receive(county, (await chunk_records(connected.township))[:1])
    connected.clock.advance(days=91)
    await county.assembly.update()
    (file,) = (await attachments(county, received, clerk(COUNTY)))["received"]
    assert (file["status"], file["received"]) == ("refused", 0)
    assert await rows(county, received_chunks) == 0


async def test_chunks_before_a_dispatch_that_cannot_be_opened_are_deleted_with_it(connected: ServiceClients) -> None:
    county = connected.county
    await connected.township.post(f"/opinions/{await with_file(connected)}/forward", clerk(TOWNSHIP))
    await receive(county, await chunk_records(connected.township))
    assert await rows(county, received_chunks) == 3
    county.inbox_secret = b"x" * 32
    await connected.deliver()
    assert await rows(county, received_chunks) == await rows(county, received_files) == 0


async def test_chunks_whose_dispatch_never_arrives_wait_as_long_as_it_could_arrive(connected: ServiceClients) -> None:
    """The dispatch is in another topic: it may be late by any time up to the retention of both."""
    county = connected.county
    await connected.township.post(f"/opinions/{await with_file(connected)}/forward", clerk(TOWNSHIP))
    await receive(county, await chunk_records(connected.township))
    connected.clock.advance(days=89)
    await county.assembly.update()
    assert await rows(county, received_chunks) == 3
    connected.clock.advance(days=2)
    await county.assembly.update()
    assert await rows(county, received_chunks) == 0


@pytest.mark.full
async def test_a_receiver_restored_from_a_backup_gets_the_files_again(connected: ServiceClients) -> None:
    backup = await Backup.of(connected.county)
    id = await with_file(connected)
    await sent(connected, TOWNSHIP, id)
    assert await rows(connected.county, attachments_table) == 1
    await backup.put_back(connected)
    assert await rows(connected.county, attachments_table) == 0
    await connected.deliver()
    received = await arrived(connected.county, COUNTY)
    answer = await connected.county.call("GET", f"/opinions/{received}/attachments/1", clerk(COUNTY))
    assert answer.content == LARGE


@pytest.mark.full
async def test_a_restored_sender_sends_new_transfers_under_new_numbers(connected: ServiceClients) -> None:
    backup = await Backup.of(connected.township)
    lost = await sent(connected, TOWNSHIP, await with_file(connected))
    await backup.put_back(connected)
    transfer = await sent(connected, TOWNSHIP, await with_file(connected, PDF, "新.pdf"))
    assert transfer != lost
    received = await arrived(connected.county, COUNTY)
    listed = (await attachments(connected.county, received, clerk(COUNTY)))["items"]
    assert [each["name"] for each in listed] == ["新.pdf"]


async def test_the_attachments_of_a_reply_do_not_travel_with_a_proposal(connected: ServiceClients) -> None:
    county, by = connected.county, "522625-secretariat"
    id = await brought_to(county, "acknowledge")
    await added(county, id, by, PDF, name="调研.pdf")
    await added(county, id, by, PDF + b"1", name="答复附表.pdf", unit="县教育局")
    await county.post(f"/proposals/{id}/forward", by)
    await connected.deliver()
    received = await arrived(connected.city, "522600")
    listed = await connected.city.get(f"/proposals/{received}/attachments", clerk("522600"))
    assert [each["name"] for each in listed["items"]] == ["调研.pdf"]
    assert listed["received"] == []
