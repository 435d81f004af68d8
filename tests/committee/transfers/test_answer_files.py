"""Attachments of an answer come down to the organizations that a matter came from: once, complete, and readable with its texts."""

from typing import Any

import pytest

from shared.committee.file_transfers.tables import received_chunks, received_files, sent_files
from shared.domain.attachments import OFFICE, AttachmentType
from tests.committee.attached_files import PDF, added
from tests.committee.backup import Backup
from tests.committee.forwarding import CITY, COUNTY, TOWNSHIP, brought_up, clerk, newest, service_of
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.transfers.test_files import (
    LARGE,
    attachments,
    chunk_records,
    limit,
    receive,
    rows,
)

NAME = "答复附表.pdf"


async def answer(service: ServiceClient, id: str, organization: str, content: bytes = LARGE) -> None:
    """Answers a report with a file."""
    await added(service, id, clerk(organization), content, name=NAME, unit=OFFICE)
    await service.post(f"/opinions/{id}/feed_back", clerk(organization), text="已修好")


async def answered(services: ServiceClients, id: str, *, content: bytes = LARGE, by: str = COUNTY) -> None:
    """Answers a report with a file, at the organization that it came to last, and delivers the notice."""
    await answer(service_of(services, by), id, by, content)
    await services.deliver()


async def notify_again(services: ServiceClients, id: str) -> None:
    """Publishes another notice of the answer of the county, which lists its files again, and delivers it."""
    correction = {"step": "feed_back", "day": "2026-03-05", "reason": "核对"}
    await services.county.post(f"/opinions/{id}/correct", clerk(COUNTY), **correction)
    await services.deliver()


def names(listed: dict[str, Any]) -> list[str]:
    return [each["name"] for each in listed["items"]]


async def downloaded(service: ServiceClient, id: str, by: str, number: int = 1) -> bytes:
    kind = "opinions" if "-o-" in id else "proposals"
    response = await service.call("GET", f"/{kind}/{id}/attachments/{number}", by)
    assert response.status_code == 200, response.text
    return response.content


async def nothing_is_left(service: ServiceClient) -> bool:
    return await rows(service, received_chunks) == await rows(service, received_files) == 0


async def test_the_file_of_an_answer_comes_down_to_every_origin_and_is_the_same_there(
    connected: ServiceClients,
) -> None:
    ids = await brought_up(connected, TOWNSHIP, COUNTY, CITY)
    await answered(connected, ids[-1], by=CITY)
    for service, organization, id in zip(
        (connected.township, connected.county), (TOWNSHIP, COUNTY), ids[:2], strict=True
    ):
        (file,) = (await attachments(service, id, clerk(organization)))["items"]
        assert (file["name"], file["source"], file["unit"], file["account"]) == (NAME, ids[-1], None, ":inbox")
        assert await downloaded(service, id, clerk(organization)) == LARGE
        page = words(await PageClient(service, clerk(organization)).get(f"/opinions/{id}"))
        assert "铜仁市政协的答复附件" in page
        assert "随答复送达" in page
        assert await nothing_is_left(service)
    assert len({each.value for each in await chunk_records(connected.city)}) == 2 * 3  # sealed for each of them


@pytest.mark.full
async def test_a_file_is_not_sent_before_the_answer_and_once_after_it(connected: ServiceClients) -> None:
    township, county = connected.township, connected.county
    id, came = await brought_up(connected, TOWNSHIP, COUNTY)
    by = clerk(COUNTY)
    await added(county, came, by, LARGE, name=NAME, unit=OFFICE)
    await added(county, came, by, PDF, name="内部意见.pdf")
    await county.post(f"/opinions/{came}/edit", by, content="正文")
    await connected.deliver()
    assert await chunk_records(county) == []
    await county.post(f"/opinions/{came}/feed_back", by, text="已修好")
    for _ in range(2):
        await connected.deliver()
        await notify_again(connected, came)
    assert len(await chunk_records(county)) == 3
    assert names(await attachments(township, id, clerk(TOWNSHIP))) == [NAME]
    assert await nothing_is_left(township)


async def test_the_newest_notice_alone_brings_all_files(connected: ServiceClients) -> None:
    id, came = await brought_up(connected, TOWNSHIP, COUNTY)
    await connected.county.post(f"/opinions/{came}/edit", clerk(COUNTY), content="正文")
    await answer(connected.county, came, COUNTY, PDF)
    await notify_again(connected, came)
    assert names(await attachments(connected.township, id, clerk(TOWNSHIP))) == [NAME]
    assert await nothing_is_left(connected.township)


async def answered_in_chunks(connected: ServiceClients) -> tuple[str, str, list[Any]]:
    """Returns the ids of a report of the township and of the matter at the county, and the chunks of the county's answer, not delivered."""
    id, came = await brought_up(connected, TOWNSHIP, COUNTY)
    await answer(connected.county, came, COUNTY)
    return id, came, await chunk_records(connected.county)


async def test_chunks_of_an_answer_may_come_before_its_notice_repeated_and_after_it_was_stored(
    connected: ServiceClients,
) -> None:
    township = connected.township
    id, came, records = await answered_in_chunks(connected)
    township.chunks_arrive = False
    await receive(township, records[:2] * 2)
    assert await rows(township, received_chunks) == 2
    await connected.deliver()
    (file,) = (await attachments(township, id, clerk(TOWNSHIP)))["received"]
    assert (file["source"], file["status"], file["received"], file["chunks"]) == (came, "receiving", 2, 3)
    assert "接收中（2/3）" in words(await PageClient(township, clerk(TOWNSHIP)).get(f"/opinions/{id}"))
    await receive(township, records[2:])
    assert await downloaded(township, id, clerk(TOWNSHIP)) == LARGE
    await receive(township, records)
    assert await nothing_is_left(township)


@pytest.mark.full
async def test_the_files_of_the_units_of_the_city_come_to_the_county_with_the_next_notice_after_their_replies(
    connected: ServiceClients,
) -> None:
    county, city = connected.county, connected.city
    id = await brought_to(county, "file", by=clerk(COUNTY))
    await county.post(f"/proposals/{id}/forward", clerk(COUNTY), on="2026-02-21")
    await connected.deliver()
    transfer = await newest(city, CITY, "in")
    came = (await city.post(f"/transfers/{transfer}/accept", clerk(CITY)))["id"]
    units = ("市教育局", "市水务局")
    await city.post(f"/proposals/{came}/file", clerk(CITY))
    await city.post(f"/proposals/{came}/assign", clerk(CITY), separate=units)
    for unit in units:
        await city.post(f"/proposals/{came}/acknowledge", clerk(CITY), unit=unit)
        await added(city, came, clerk(CITY), PDF + unit.encode(), name=f"{unit}.pdf", unit=unit)
    reply = {"text": "已办", "answer_class": "A"}
    await city.post(f"/proposals/{came}/reply", clerk(CITY), unit=units[0], **reply)
    await connected.deliver()
    listed = await county.get(f"/proposals/{id}/attachments", clerk(COUNTY))
    assert [(each["name"], each["unit"], each["source"]) for each in listed["items"]] == [
        ("市教育局.pdf", "市教育局", came)
    ]
    assert "答复以后补充的，随本件的下一个进展送回" in words(
        await PageClient(city, clerk(CITY)).get(f"/proposals/{came}")
    )
    await added(city, came, clerk(CITY), PDF + b" ", name="补充.pdf", unit=units[0])
    await connected.deliver()
    assert names(await county.get(f"/proposals/{id}/attachments", clerk(COUNTY))) == ["市教育局.pdf"]
    await city.post(f"/proposals/{came}/reply", clerk(CITY), unit=units[1], **reply)
    await connected.deliver()
    listed = await county.get(f"/proposals/{id}/attachments", clerk(COUNTY))
    assert names(listed) == ["市教育局.pdf", "市水务局.pdf", "补充.pdf"]
    page = words(await PageClient(county, clerk(COUNTY)).get(f"/proposals/{id}"))
    assert "铜仁市政协（市水务局）的答复附件" in page
    assert await downloaded(county, id, clerk(COUNTY), 2) == PDF + "市水务局".encode()


async def test_a_unit_here_withdraws_no_file_that_came_with_an_answer_and_the_office_does_for_good(
    connected: ServiceClients,
) -> None:
    id, came = await brought_up(connected, TOWNSHIP, COUNTY)
    await answered(connected, came, content=PDF)
    by = clerk(TOWNSHIP)
    gone = await connected.township.call("DELETE", f"/opinions/{id}/attachments/1", by, json={"reason": "误传"})
    assert gone.status_code == 200, gone.text
    await notify_again(connected, came)
    (file,) = (await attachments(connected.township, id, by))["items"]
    assert file["withdrawal_reason"] == "误传"
    assert await nothing_is_left(connected.township)


async def test_files_of_an_answer_do_not_travel_on_with_the_matter(connected: ServiceClients) -> None:
    ids = await brought_up(connected, TOWNSHIP, COUNTY)
    await answered(connected, ids[-1], content=PDF)
    before = len(await chunk_records(connected.township))
    assert before == 0
    assert await rows(connected.township, sent_files) == 0


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ({"attachment_types": (AttachmentType.DOCX,)}, "本单位不收"),
        ({"attachments": 0}, "最多0个附件"),
    ],
)
async def test_a_file_that_an_origin_does_not_accept_is_refused_there_once_and_the_answer_is_read(
    connected: ServiceClients, rules: dict[str, Any], reason: str
) -> None:
    limit(connected.township, TOWNSHIP, **rules)
    id, came = await brought_up(connected, TOWNSHIP, COUNTY)
    await answered(connected, came, content=PDF)
    await notify_again(connected, came)
    township, by = connected.township, clerk(TOWNSHIP)
    (file,) = (await attachments(township, id, by))["received"]
    assert (file["status"], file["source"]) == ("refused", came)
    page = words(await PageClient(township, by).get(f"/opinions/{id}"))
    assert reason in page
    assert "请联系答复单位" in page
    past = await township.get(f"/opinions/{id}/history", by)
    assert "已修好" in [item["texts"].get("answer") for item in past["items"]]


async def test_the_files_of_an_answer_have_limits_of_their_own(connected: ServiceClients) -> None:
    limit(connected.township, TOWNSHIP, attachments=1)
    id, came = await brought_up(connected, TOWNSHIP, COUNTY)
    await answered(connected, came, content=PDF)
    await added(connected.township, id, clerk(TOWNSHIP), PDF, name="补充.pdf")
    assert names(await attachments(connected.township, id, clerk(TOWNSHIP))) == [NAME, "补充.pdf"]


async def test_chunks_of_an_answer_that_no_notice_lists_are_deleted_when_a_newer_one_has_arrived(
    connected: ServiceClients,
) -> None:
    """A notice whose texts cannot be opened lists no files; its chunks would stay for as long as Kafka keeps them."""
    township = connected.township
    _, _, records = await answered_in_chunks(connected)
    await receive(township, records)
    assert await rows(township, received_chunks) == 3
    township.inbox_secret = b"x" * 32
    await connected.deliver()
    assert await nothing_is_left(township)


@pytest.mark.full
async def test_an_origin_restored_from_a_backup_gets_the_files_of_an_answer_again(connected: ServiceClients) -> None:
    id, came = await brought_up(connected, TOWNSHIP, COUNTY)
    backup = await Backup.of(connected.township)
    await answered(connected, came)
    assert names(await attachments(connected.township, id, clerk(TOWNSHIP))) == [NAME]
    await backup.put_back(connected)
    assert names(await attachments(connected.township, id, clerk(TOWNSHIP))) == []
    await connected.deliver()
    assert await downloaded(connected.township, id, clerk(TOWNSHIP)) == LARGE


async def test_a_member_attaches_nothing_to_an_answer(connected: ServiceClients) -> None:
    member = f"{TOWNSHIP}-member"
    fields = {"title": "河道边的路灯坏了", "content": "三个月无人修理", "channel": "window"}
    id = (await connected.township.post("/opinions", member, **fields))["id"]
    path = f"/opinions/{id}/attachments"
    refused = await connected.township.call("POST", path, member, files={"file": (NAME, PDF)}, data={"unit": OFFICE})
    assert (refused.status_code, refused.json()["code"]) == (403, "foreign-assignment")
