"""Opinion reports with the same content: offered by similarity, merged into one that keeps every author, answered together."""

from typing import Any

from tests.committee.forwarding import CITY, COUNTY, TOWNSHIP, approved, arrived, brought_up, clerk, collected
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients

CLERK = clerk(COUNTY)
LAMPS = {"title": "河道边的路灯三个月不亮", "content": "群众夜间出行不便，请尽快修理。"}


async def reports(service: ServiceClient, *authors: str) -> list[str]:
    return [await collected(service, COUNTY, **LAMPS, authors=[author], source=f"{author}的邻居") for author in authors]


async def shown(service: ServiceClient, id: str) -> Any:
    return await service.get(f"/opinions/{id}", CLERK)


async def test_similar_reports_are_offered_before_the_approval(connected: ServiceClients) -> None:
    service = connected.county
    first, second = await reports(service, "甲乙丙", "丁戊己")
    await collected(service, COUNTY, title="建议增加公交班次", content="早晚高峰公交车太少")
    found = (await service.get(f"/opinions/{second}/similar", CLERK))["items"]
    assert [each["id"] for each in found] == [first]
    assert "相似社情民意信息" in words(await PageClient(service, CLERK).get(f"/opinions/{second}"))


async def test_the_target_keeps_every_author_and_answers_each_of_the_persons(connected: ServiceClients) -> None:
    service = connected.county
    first, second, third = await reports(service, "甲乙丙", "丁戊己", "庚辛壬")
    await service.post(f"/opinions/{third}/merge", CLERK, into=second)
    merged = await service.post(f"/opinions/{second}/merge", CLERK, into=first)
    assert merged["status"] == "merged"
    target = await shown(service, first)
    assert target["authors"] == ["甲乙丙", "丁戊己", "庚辛壬"]
    assert [each["matter"] for each in target["merged"]] == [second, third]
    assert (await shown(service, third))["merged_into"] == second
    await service.post(f"/opinions/{first}/feed_back", CLERK, text="已修好")
    for id in (second, third):
        answered = await shown(service, id)
        assert (answered["status"], answered["fed_back_on"]) == ("merged", "2026-03-05")


async def test_a_merger_is_refused_in_a_circle_elsewhere_or_into_an_answered_report(connected: ServiceClients) -> None:
    service = connected.county
    first, second = await reports(service, "甲乙丙", "丁戊己")
    for into in (first, "522625-o-2026-1"):
        assert await service.refused(f"/opinions/{first}/merge", CLERK, into=into) == (422, "invalid")
    await service.post(f"/opinions/{second}/merge", CLERK, into=first)
    assert await service.refused(f"/opinions/{first}/merge", CLERK, into=second) == (422, "invalid")
    (third,) = await reports(service, "庚辛壬")
    await service.post(f"/opinions/{first}/feed_back", CLERK, text="已修好")
    assert await service.refused(f"/opinions/{third}/merge", CLERK, into=first) == (422, "invalid")


async def test_the_origin_of_a_merged_report_receives_the_answer(connected: ServiceClients) -> None:
    county, township = connected.county, connected.township
    came, _ = await brought_up(connected, TOWNSHIP, COUNTY), CITY
    own = await approved(county, COUNTY, title="路灯")
    derived = await arrived(county, COUNTY)
    await county.post(f"/opinions/{derived}/merge", CLERK, into=own)
    await county.post(f"/opinions/{own}/feed_back", CLERK, text="已修好")
    await connected.deliver()
    (elsewhere,) = (await township.get(f"/opinions/{came[0]}", clerk(TOWNSHIP)))["derived"]
    assert (elsewhere["state"], elsewhere["fed_back"]) == ("merged", ["2026-03-05"])
