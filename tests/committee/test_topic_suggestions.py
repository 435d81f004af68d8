"""Topics that members, units, letters and the public suggest for the annual plan: accepted into it, or declined with a reason."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.contracts.vocabulary import Role
from shared.domain.charters.charters import Amendment
from tests.committee.page_client import PageClient, options, words
from tests.committee.service_clients import Json, ServiceClient, ServiceClients, open_county_with

COUNTY = "522625"
CLERK, MEMBER = f"{COUNTY}-secretariat", f"{COUNTY}-member"
OPEN = """
[[places.522625]]
from = 2000-01-01
public_topics = true
"""
ITEM = {"class": "sector", "lead_leader": "副主席", "department": "经济委", "person": "主任", "deadline": "2026-12-31"}
PAGE, API = "/public/topics", "/public/api/v1/topics"


@pytest.fixture
async def county(roster: ServiceClients, tmp_path: Path) -> AsyncIterator[ServiceClient]:
    """Yields the service of a county that collects topics of the public."""
    async with open_county_with(OPEN, roster, tmp_path) as service:
        yield service


async def suggested(service: ServiceClient, by: str, **fields: Any) -> Json:
    return await service.post("/topic-suggestions", by, **{"name": "老旧小区加装电梯", **fields})


async def listed(service: ServiceClient, **params: Any) -> list[Json]:
    found: list[Json] = (await service.get("/topic-suggestions", CLERK, **params))["items"]
    return found


async def planned(service: ServiceClient) -> str:
    return str((await service.post("/plans", CLERK, year=2026))["id"])


async def submit(service: ServiceClient, topic: str, text: str = "", **headers: str) -> httpx.Response:
    """Submits the public form."""
    return await service.client.post(
        PAGE, params={"organization": COUNTY}, data={"topic": topic, "text": text}, headers=headers
    )


async def test_members_units_and_the_office_suggest_topics_with_their_source(county: ServiceClient) -> None:
    member = (await county.post("/members", CLERK, name="覃大海"))["id"]
    await county.post(f"/members/{member}/link", "administrator", account=MEMBER)
    unit = await county.account("unit", Role.HANDLING_UNIT, organization=COUNTY, unit="县水务局")
    await suggested(county, MEMBER)
    await suggested(county, unit, name="河道治理")
    await suggested(county, CLERK, name="乡村公路", suggester="某村委会")
    assert [(each["name"], each["source_title"], each["suggester"]) for each in await listed(county)] == [
        ("乡村公路", "来信来函", "某村委会"),
        ("河道治理", "单位", "县水务局"),
        ("老旧小区加装电梯", "委员", "覃大海"),
    ]


async def test_an_accepted_topic_is_an_item_of_the_plan(county: ServiceClient) -> None:
    plan, topic = await planned(county), await suggested(county, MEMBER)
    accepted = await county.post(f"/topic-suggestions/{topic['id']}/accept", CLERK, plan=plan, **ITEM)
    assert (accepted["status"], accepted["plan"], accepted["item"]) == ("accepted", plan, 1)
    (item,) = (await county.get(f"/plans/{plan}", CLERK))["contents"]
    assert (item["topic"], item["source"], item["lead_leader"]) == ("老旧小区加装电梯", "consulted", "副主席")
    refused = await county.refused(f"/topic-suggestions/{topic['id']}/decline", CLERK, reason="迟")
    assert refused == (409, "already-decided")


async def test_a_topic_is_accepted_only_with_what_an_item_needs(county: ServiceClient) -> None:
    plan, topic = await planned(county), await suggested(county, MEMBER)
    address = f"/topic-suggestions/{topic['id']}/accept"
    for wrong, field in (({"plan": "520603-a-2026-1"}, "plan"), ({"class": "interview"}, "class")):
        answer = await county.call("POST", address, CLERK, json={"plan": plan, **ITEM, **wrong})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert await county.refused(f"/topic-suggestions/{topic['id']}/decline", CLERK, reason=" ") == (422, "invalid")
    assert (await listed(county, status="waiting"))[0]["id"] == topic["id"]
    assert (await county.get(f"/plans/{plan}", CLERK))["items"] == 0


async def test_a_list_of_letters_is_imported_once(county: ServiceClient) -> None:
    file = "议题,理由,提出人\n乡村公路,坑洼,某村\n学校食堂,,\n".encode()
    headers = {"Content-Type": "text/csv"}
    results = [
        (await county.call("POST", "/imports/topic-suggestions", CLERK, content=file, headers=headers)).json()
        for _ in range(2)
    ]
    assert [(each["entered"], each["unchanged"]) for each in results] == [(2, 0), (0, 2)]
    assert {(each["name"], each["text"], each["source"]) for each in await listed(county)} == {
        ("乡村公路", "坑洼", "mail"),
        ("学校食堂", "", "mail"),
    }
    again = "议题,提出人\n乡村公路,某村\n乡村公路,某村\n".encode()
    answer = await county.call("POST", "/imports/topic-suggestions", CLERK, content=again, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "import-refused")


async def test_the_public_suggests_without_an_account_and_reads_only_what_was_accepted(county: ServiceClient) -> None:
    sent = await submit(county, "夜间公交", "下晚自习的学生没有车")
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{PAGE}?organization={COUNTY}&sent=true")
    assert "set-cookie" not in sent.headers
    await submit(county, "夜间公交", "下晚自习的学生没有车")
    await submit(county, "不列入的议题")
    shown = await county.client.get(sent.headers["Location"])
    assert "您的议题已收到" in words(shown)
    assert "夜间公交" not in shown.text
    other, topic = await listed(county)
    assert (topic["source"], topic["suggester"], topic["text"]) == ("public", "", "下晚自习的学生没有车")
    plan = await planned(county)
    await county.post(f"/topic-suggestions/{topic['id']}/accept", CLERK, plan=plan, **ITEM)
    await county.post(f"/topic-suggestions/{other['id']}/decline", CLERK, reason="不属于协商内容")
    public = words(await county.client.get(PAGE))
    assert "夜间公交 2026-03-05" in public
    for hidden in ("不列入的议题", "不属于协商内容", "晚自习"):
        assert hidden not in public


async def test_the_public_form_is_closed_unless_the_charter_opens_it(
    county: ServiceClient, roster: ServiceClients
) -> None:
    for service, organization in ((roster.county, COUNTY), (county, "520603"), (county, "nowhere")):
        named = {"organization": organization}
        for answer in (
            await service.client.get(PAGE, params=named),
            await service.client.post(PAGE, data={"topic": "一"}, params=named),
            await service.client.get(API, params=named),
            await service.client.post(API, json={"topic": "一"}, params=named),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "no-public-topics")


async def test_the_public_interface_stores_a_topic_once_and_lists_only_what_was_accepted(county: ServiceClient) -> None:
    for _ in range(2):
        sent = await county.client.post(API, json={"topic": "夜间公交", "text": "下晚自习的学生没有车"})
        assert (sent.status_code, sent.content, sent.headers.get("set-cookie")) == (204, b"", None)
    empty = await county.client.get(API, params={"organization": COUNTY})
    assert (empty.status_code, empty.json()["items"]) == (200, [])
    (topic,) = await listed(county)
    await county.post(f"/topic-suggestions/{topic['id']}/accept", CLERK, plan=await planned(county), **ITEM)
    shown = await county.client.get(API)
    assert shown.headers["Cache-Control"] == "public, max-age=60"
    assert shown.json() == {
        "organization": COUNTY,
        "organization_name": "镇远县政协",
        "items": [{"topic": "夜间公交", "accepted_on": "2026-03-05"}],
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "topic"),
        ({"topic": " "}, "topic"),
        ({"topic": "长" * 101}, "topic"),
        ({"topic": "一", "name": "甲"}, "name"),
    ],
)
async def test_the_public_interface_names_the_wrong_field(
    county: ServiceClient, body: dict[str, str], field: str
) -> None:
    answer = await county.client.post(API, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert await listed(county) == []


async def test_the_public_interface_is_limited_by_address(county: ServiceClient) -> None:
    sent = [(await county.client.post(API, json={"topic": f"议题{number}"})).status_code for number in range(16)]
    assert (sent[:15], sent[15]) == ([204] * 15, 429)


async def test_a_topic_is_suggested_to_a_named_committee_where_several_collect(connected: ServiceClients) -> None:
    city = connected.city
    for key in ("520600", "522600"):
        city.context.charters.places[key] = (Amendment(date(2000, 1, 1), {"public_topics": True}),)
    for address in (PAGE, API):
        answer = await city.client.post(address, json={"topic": "一"})
        assert (answer.status_code, answer.json()["code"]) == (404, "no-public-topics")
    named = await city.client.post(API, json={"topic": "一"}, params={"organization": "522600"})
    assert named.status_code == 204
    (stored,) = (await city.get("/topic-suggestions", "522600-secretariat"))["items"]
    assert (stored["name"], stored["source"]) == ("一", "public")


@pytest.mark.parametrize(
    ("topic", "text", "message"), [("", "", "必须填写"), ("长" * 101, "", "100"), ("议题", "长" * 1001, "1000")]
)
async def test_what_the_public_suggests_has_a_topic_and_is_short(
    county: ServiceClient, topic: str, text: str, message: str
) -> None:
    answer = await submit(county, topic, text)
    assert answer.status_code == 422
    assert message in words(answer)
    assert f'value="{topic}"' in answer.text
    assert await listed(county) == []


async def test_the_form_of_the_public_is_limited_by_address(county: ServiceClient) -> None:
    sent = [(await submit(county, f"议题{number}")).status_code for number in range(16)]
    assert (sent[:15], sent[15]) == ([303] * 15, 429)


async def test_a_form_on_the_pages_suggests_a_topic_and_another_one_accepts_it(county: ServiceClient) -> None:
    plan, pages, member = await planned(county), PageClient(county, CLERK), PageClient(county, MEMBER)
    form = await member.get("/topic-suggestions/new")
    shown = await member.run_command(form, "enter_topic_suggestion", name="老旧小区", text="没有电梯")
    assert "待研究" in words(shown)
    assert "可以办理" not in words(shown)
    assert "议题征集" in words(await pages.get("/plans"))
    (topic,) = await listed(county)
    form = await pages.get(f"/topic-suggestions/{topic['id']}")
    assert "2026年 年度协商计划" in words(form)
    done = await pages.run_command(form, "accept_topic_suggestion", plan=plan, **ITEM)
    assert "已列入计划" in words(done)
    assert f'href="/plans/{plan}"' in done.text
    assert "老旧小区 委员 – 2026-03-05 已列入计划" in words(await pages.get("/topic-suggestions?status=accepted"))
    assert "没有征集的议题" in words(await pages.get("/topic-suggestions?status=waiting"))


async def test_the_forms_of_plan_items_offer_the_classes_of_the_charter(county: ServiceClient) -> None:
    clerk, plan = PageClient(county, CLERK), await planned(county)
    topic = (await suggested(county, CLERK))["id"]
    own = ["plenary", "standing_committee", "chairpersons_council", "special_committee", "sector"]
    assert options(await clerk.get(f"/plans/{plan}"), "add_item-class") == own
    assert options(await clerk.get(f"/topic-suggestions/{topic}"), "accept_topic_suggestion-class") == own


async def test_a_topic_that_no_plan_can_take_says_what_to_do_first(county: ServiceClient) -> None:
    clerk, topic = PageClient(county, CLERK), (await suggested(county, CLERK))["id"]
    page = await clerk.get(f"/topic-suggestions/{topic}")
    assert "请先起草计划" in words(page)
    assert clerk.commands(page) == ["decline_topic_suggestion"]
    await planned(county)
    assert "请先起草计划" not in words(await clerk.get(f"/topic-suggestions/{topic}"))
