"""Points for adopted opinion reports 采用计分, by the charter: of authors and of the organizations that reports came from."""

from tests.committee.exports import exported
from tests.committee.forwarding import COUNTY, TOWNSHIP, approved, brought_up, clerk
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClients

CLERK = clerk(COUNTY)


async def test_a_report_has_the_points_of_its_highest_level_for_each_author(connected: ServiceClients) -> None:
    service = connected.county
    both = await approved(service, COUNTY, authors=["甲乙丙", "丁戊己"])
    one = await approved(service, COUNTY, authors=["丁戊己"])
    await approved(service, COUNTY, authors=["庚辛壬"])
    _, came = await brought_up(connected, TOWNSHIP, COUNTY)
    await approved(service, COUNTY, came)
    for id, levels in ((both, ("county", "province")), (one, ("county",)), (came, ("city",))):
        for level in levels:
            await service.post(f"/opinions/{id}/adopt", CLERK, level=level)
    found = await service.get("/opinions/points", CLERK)
    assert [(each["name"], each["reports"], each["points"]) for each in found["authors"]] == [
        ("丁戊己", 2, 10),
        ("甲乙丙", 1, 8),
    ]
    assert [(each["reports"], each["points"]) for each in found["organizations"]] == [(2, 10), (1, 4)]
    assert found["unnamed"] == 1
    assert (await service.get("/opinions/points", CLERK, year=2025))["organizations"] == []
    page = words(await PageClient(service, CLERK).get("/opinions/points"))
    assert "撰稿人 采用件数 得分 丁戊己 2 10 甲乙丙 1 8" in page
    assert "采用计分" in words(await PageClient(service, CLERK).get("/opinions"))
    rows, about = await exported(service, "/opinions/points.xlsx", CLERK)
    assert [row[:4] for row in rows[1:3]] == [["撰稿人", "丁戊己", 2, 10], ["撰稿人", "甲乙丙", 1, 8]]
    assert "县（市、区）2分" in about["计分标准"]
    refused = await service.call("GET", "/opinions/points", f"{COUNTY}-member")
    assert refused.status_code == 403
