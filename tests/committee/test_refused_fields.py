"""Refusals of commands, in the API and on forms: each names field, value and rule, or the state and what can be done instead."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

import httpx
import pytest

from tests.committee.forwarding import COUNTY, TOWNSHIP, approved, brought_up, clerk, collected, sent
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_activities import ITEM, hearing, held, planned
from tests.committee.test_platforms import HOUSEHOLD, POINT, STATION, filed

CLERK, OF_TOWNSHIP = clerk(COUNTY), clerk(TOWNSHIP)
NEW = "520603900"
"""A township that is entered in a test."""
ASKED = "请再确认一次"
IDENTIFIER = re.compile(r"[A-Za-z_]{2,}")


class Attempt(NamedTuple):
    """A command that is refused. `path`: of the page of its subject, or of its kind for a command that begins one, which has no name."""

    service: ServiceClient
    by: str
    path: str
    command: str
    given: Mapping[str, Any]

    async def by_interface(self) -> httpx.Response:
        path = f"{self.path}/{self.command}" if self.command else self.path
        return await self.service.call("POST", path, self.by, json=dict(self.given))

    async def title_of(self, field: str) -> str:
        """Returns the title that a field has on the form."""
        client = PageClient(self.service, self.by)
        page = await client.get(self.path if self.command else f"{self.path}/new")
        return client.title_of(page, self.command, field)

    async def by_page(self) -> httpx.Response:
        """Submits the form; where the page offers none any more, another form of it as that of the command."""
        client = PageClient(self.service, self.by)
        typed = {name: "\n".join(value) if isinstance(value, tuple) else value for name, value in self.given.items()}
        if not self.command:
            return await client.begin(self.path.strip("/"), **typed)
        page = await client.get(self.path)
        if self.command in client.commands(page):
            page = await client.run_command(page, self.command, **typed)
            return (
                await client.run_command(page, self.command, **typed, confirmed="1") if ASKED in words(page) else page
            )
        fields = client.fields(page, client.commands(page)[0]) | {"command": [self.command]}
        sent = await client.post(self.path, fields | {name: [str(value)] for name, value in typed.items()})
        return await client.get(sent.headers["Location"])


class Refused(NamedTuple):
    """A situation with its refusal. `field`: empty where the state alone refuses; `rule`: the rule, or the end of the detail.

    `shown`: whether the form has the field, so that the rule is beside it.
    """

    reach: Callable[[ServiceClients], Awaitable[Attempt]]
    status: int
    field: str
    value: object
    rule: str
    shown: bool = True


async def held_before_organised(services: ServiceClients) -> Attempt:
    id = (await services.county.post("/consultations", CLERK, title="协商", on="2026-03-01"))["id"]
    return Attempt(services.county, CLERK, f"/consultations/{id}", "hold", {"participants": 3})


async def held_on_a_day_before_organised(services: ServiceClients) -> Attempt:
    attempt = await held_before_organised(services)
    await services.county.post(f"{attempt.path}/organise", CLERK, on="2026-03-03")
    return attempt._replace(given={"participants": 3, "on": "2026-03-02"})


async def held_without_participants(services: ServiceClients) -> Attempt:
    attempt = await held_on_a_day_before_organised(services)
    return attempt._replace(given={"participants": 0})


async def established_twice(services: ServiceClients) -> Attempt:
    path = f"/organizations/{TOWNSHIP}"
    return Attempt(services.county, CLERK, path, "establish", {})


async def established_before_its_township(services: ServiceClients) -> Attempt:
    body = {"title": "新镇", "level": "township", "parent": COUNTY, "on": "2026-02-10"}
    await services.county.post(f"/organizations/{NEW}/enter", CLERK, **body)
    await services.deliver()
    return Attempt(services.county, CLERK, f"/organizations/{NEW}", "establish", {"on": "2026-02-05"})


async def renamed_to_its_name(services: ServiceClients) -> Attempt:
    title = (await services.county.get(f"/organizations/{TOWNSHIP}", CLERK))["name"]
    return Attempt(services.county, CLERK, f"/organizations/{TOWNSHIP}", "rename", {"title": title})


async def commented_after_the_last_day(services: ServiceClients) -> Attempt:
    service, id = services.county, await held(services.county)
    await service.post(f"/consultations/{id}/request_comments", CLERK, addressees=["甲镇"], until="2026-03-12")
    service.clock.advance(days=8)
    return Attempt(service, CLERK, f"/consultations/{id}", "record_comment", {"number": 1, "comment": "无意见"})


async def answered_after_the_limit(services: ServiceClients) -> Attempt:
    id = await collected(services.county, COUNTY)
    services.county.clock.advance(days=40)
    return Attempt(services.county, CLERK, f"/opinions/{id}", "feed_back", {"text": "已修好"})


async def second_hearing_of_a_day(services: ServiceClients) -> Attempt:
    first, second = [await hearing(services.county, "2026-02-10") for _ in range(2)]
    given = {"on": "2026-02-10", "participants": 9, "late_reason": "补录"}
    await services.county.post(f"/consultations/{first}/hold", CLERK, **given)
    return Attempt(services.county, CLERK, f"/consultations/{second}", "hold", given)


def station_with(*deputies: str) -> Callable[[ServiceClients], Awaitable[Attempt]]:
    async def reach(services: ServiceClients) -> Attempt:
        return Attempt(services.township, OF_TOWNSHIP, "/platforms", "", STATION | {"deputies": deputies})

    return reach


async def household_in_two_groups(services: ServiceClients) -> Attempt:
    station = await filed(services.township, **STATION)
    one, two = [
        await filed(services.township, **POINT | {"title": title}, parent=station) for title in ("一组", "二组")
    ]
    await filed(services.township, **HOUSEHOLD, parent=one)
    return Attempt(services.township, OF_TOWNSHIP, "/platforms", "", HOUSEHOLD | {"parent": two})


async def report_of_1501_characters(services: ServiceClients) -> Attempt:
    id = await collected(services.county, COUNTY, content="字" * 1501)
    await services.county.post(f"/opinions/{id}/edit", CLERK)
    return Attempt(services.county, CLERK, f"/opinions/{id}", "approve", {})


async def edited_to_1501_characters_after_a_return(services: ServiceClients) -> Attempt:
    id = await approved(services.township, TOWNSHIP)
    transfer = await sent(services, TOWNSHIP, id)
    await services.county.post(f"/transfers/{transfer}/return", CLERK, reason="请压缩")
    await services.deliver()
    return Attempt(services.township, OF_TOWNSHIP, f"/opinions/{id}", "edit", {"content": "字" * 1501})


def forwarded_to(to: str, *, circle: bool = False, dissolved: bool = False) -> Callable[..., Awaitable[Attempt]]:
    async def reach(services: ServiceClients) -> Attempt:
        county = services.county
        id = (await brought_up(services, TOWNSHIP, COUNTY))[-1] if circle else None
        id = await approved(county, COUNTY, id)
        if dissolved:
            await county.post(f"/organizations/{to}/dissolve", CLERK)
        return Attempt(county, CLERK, f"/opinions/{id}", "forward", {"to": to})

    return reach


async def forwarded_twice(services: ServiceClients) -> Attempt:
    attempt = await forwarded_to("520600")(services)
    await services.county.post(f"{attempt.path}/forward", CLERK, **attempt.given)
    return attempt


def item_without(field: str) -> Callable[[ServiceClients], Awaitable[Attempt]]:
    async def reach(services: ServiceClients) -> Attempt:
        id = (await services.county.post("/plans", CLERK))["id"]
        return Attempt(services.county, CLERK, f"/plans/{id}", "add_item", ITEM | {field: ""})

    return reach


async def item_executed_twice(services: ServiceClients) -> Attempt:
    id = await planned(services.county)
    await services.county.post(f"/plans/{id}/execute", CLERK, item=1)
    return Attempt(services.county, CLERK, f"/plans/{id}", "execute", {"item": 1})


async def second_plan_of_a_year(services: ServiceClients) -> Attempt:
    await planned(services.county)
    return Attempt(services.county, CLERK, "/plans", "", {"year": 2026})


async def approved_without_items(services: ServiceClients) -> Attempt:
    id = (await services.county.post("/plans", CLERK))["id"]
    return Attempt(services.county, CLERK, f"/plans/{id}", "approve", {"by": "standing_committee"})


ON = "不能早于上一步骤"
CASES: dict[str, Refused] = {
    "held before it was organised": Refused(
        *(held_before_organised, 409, "on", "2026-03-05"),
        "议题于2026-03-01提出，还没有“组织活动”，不能“开展活动”",
    ),
    "held on a day before it was organised": Refused(
        *(held_on_a_day_before_organised, 422, "on", "2026-03-02"), f"{ON}“活动已组织”的日期（2026-03-03）"
    ),
    "held without participants": Refused(held_without_participants, 422, "participants", 0, "须在1至100000之间"),
    "established twice": Refused(
        *(established_twice, 409, "on", "2026-03-05"), "该单位已于2013-01-01建立机构，不能再次建立"
    ),
    "established before its township": Refused(
        established_before_its_township, 422, "on", "2026-02-05", f"{ON}的日期（2026-02-10）"
    ),
    "renamed to its name": Refused(renamed_to_its_name, 409, "title", None, "名称没有变化"),
    "commented after the last day": Refused(
        commented_after_the_last_day, 422, "on", "2026-03-13", "反馈意见截止于2026-03-12，之后的不再登记"
    ),
    "answered after the limit": Refused(
        *(answered_after_the_limit, 422, "delay_reason", 0),
        "2026-04-14已超过答复期限（2026-04-05），须填写逾期原因",
    ),
    "second hearing of a day": Refused(
        *(second_hearing_of_a_day, 422, "on", "2026-02-10"),
        "同一天只登记一次党委听取汇报，当天的汇报已登记在2026年第1号",
    ),
    "station without deputies": Refused(station_with(), 422, "deputies", 0, "“村级协商站”的副职1至2名，现在是0名"),
    "station with three deputies": Refused(
        station_with("甲", "乙", "丙"), 422, "deputies", 3, "“村级协商站”的副职1至2名，现在是3名"
    ),
    "household in two groups": Refused(
        household_in_two_groups, 422, "household", "001", "该户已登记为“一组一户”；一户只属于一个组"
    ),
    "1,501 characters": Refused(
        *(report_of_1501_characters, 422, "content", 1501),
        "现有1501字；按章程，社情民意信息最多1500字，请缩短",
        shown=False,
    ),
    "1,501 characters after a return": Refused(
        *(edited_to_1501_characters_after_a_return, 422, "content", 1501),
        "现有1501字；按章程，社情民意信息最多1500字，请缩短",
    ),
    "forwarded to itself": Refused(forwarded_to(COUNTY), 422, "to", COUNTY, "不能报送本单位"),
    "forwarded in a circle": Refused(
        forwarded_to(TOWNSHIP, circle=True), 422, "to", TOWNSHIP, "该事项由此单位报送而来，不能再报送回去"
    ),
    "forwarded to a dissolved body": Refused(
        forwarded_to(TOWNSHIP, dissolved=True), 409, "to", TOWNSHIP, "当日没有政协机构，不能报送"
    ),
    "forwarded twice": Refused(forwarded_twice, 409, "to", "520600", "已报送该单位，不能重复报送"),
    **{
        f"item without {field}": Refused(item_without(field), 422, field, value, rule)
        for field, value, rule in (
            ("lead_leader", "", ""),
            ("department", "", ""),
            ("person", "", ""),
            ("deadline", "", "日期"),
        )
    },
    "item executed twice": Refused(item_executed_twice, 409, "item", 1, "第1项已登记执行", shown=False),
    "second plan of a year": Refused(second_plan_of_a_year, 409, "year", 2026, "2026年的年度协商计划已有"),
    "approved without items": Refused(
        approved_without_items, 409, "", None, "计划中还没有项目，当前状态是“草案”，不能“审议通过”。这一状态下可以："
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_the_interface_names_field_value_and_rule_or_the_state(connected: ServiceClients, case: Refused) -> None:
    attempt = await case.reach(connected)
    answer = await attempt.by_interface()
    problem = answer.json()
    assert answer.status_code == case.status, problem
    if case.field:
        (error,) = problem["errors"]
        assert (error["field"], error["value"]) == (case.field, case.value), problem
        assert case.rule in error["rule"]
        assert error["rule"] in problem["detail"]
    else:
        assert problem["errors"] == []
        assert case.rule in problem["detail"]
        assert (problem["status_now"], bool(problem["allowed"])) != ("", False)
    assert IDENTIFIER.findall(problem["detail"]) == []
    if case.field and case.shown and case.status == 422:
        assert problem["detail"].startswith(f"{await attempt.title_of(case.field)}：")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_the_form_shows_the_rule_beside_its_field_or_above_the_form(
    connected: ServiceClients, case: Refused
) -> None:
    attempt = await case.reach(connected)
    page = await attempt.by_page()
    assert page.status_code == case.status, words(page)
    assert case.rule in words(page)
    described = re.findall(r'name="(\w+)"[^>]* aria-describedby="[^"]*-error"', page.text)
    assert described == ([case.field] if case.field and case.shown else [])
