"""Joint conferences 联席会: dated members and a convenor, several at once, and what their accounts may read."""

from typing import Any

import pytest

from shared.contracts.vocabulary import Role
from tests.committee.proposals import LATE
from tests.committee.service_clients import Json, ServiceClients
from tests.committee.test_reports import arrive, page

CLERK = "wulingshan-secretariat"
PATH = "/organizations/wulingshan"
TONGREN, WANSHAN, AOZHAI, QIANDONGNAN, ZHENYUAN = "520600", "520603", "520603202", "522600", "522625"


async def enter(connected: ServiceClients, key: str = "wulingshan", **fields: Any) -> Json:
    body = {"title": "武陵山联席会", "level": "conference", "on": "2012-01-01", **LATE, **fields}
    return await connected.region.post(f"/organizations/{key}/enter", f"{key}-secretariat", **body)


async def record(connected: ServiceClients, command: str, member: str, day: str, *, key: str = "wulingshan") -> Json:
    body = {"member": member, "on": day, **LATE}
    return await connected.region.post(f"/organizations/{key}/{command}", f"{key}-secretariat", **body)


async def join(services: ServiceClients, member: str, day: str, *, key: str = "wulingshan") -> None:
    """Lets the conference invite a committee, which consents for the same day."""
    await record(services, "admit", member, day, key=key)
    await consent(services, member, day, key=key)


async def consent(
    services: ServiceClients, member: str, day: str, *, key: str = "wulingshan", command: str = "consent"
) -> Json:
    """Lets a committee consent to its membership; returns the answer after everything has been delivered."""
    await services.deliver()
    service = services.county if member == WANSHAN else services.city
    body = {"conference": key, "on": day, **LATE}
    answer = await service.post(f"/organizations/{member}/{command}", f"{member}-secretariat", **body)
    await services.deliver()
    return answer


async def refused(connected: ServiceClients, command: str, member: str, day: str = "2014-01-01") -> tuple[int, str]:
    return await connected.region.refused(f"{PATH}/{command}", CLERK, member=member, on=day, **LATE)


async def shown(connected: ServiceClients, key: str = "wulingshan", **params: Any) -> Json:
    return await connected.region.get(f"/organizations/{key}", "administrator", **params)


@pytest.fixture
async def conference(connected: ServiceClients) -> ServiceClients:
    """Founds 武陵山 with 铜仁 as its first member."""
    await enter(connected)
    await join(connected, TONGREN, "2013-01-01")
    await connected.deliver()
    return connected


async def test_a_conference_is_entered_by_its_own_secretariat_and_has_no_parent(connected: ServiceClients) -> None:
    after = await enter(connected)
    assert (after["keeper"], after["level"], after["status"]) == ("wulingshan", "conference", "on_roster")
    assert set(after["commands"]) == {"merge", "remove", "rename", "recode", "admit", "correct"}
    body = {"title": "一", "level": "conference", "parent": "520000"}
    answer = await connected.region.call("POST", "/organizations/wujiang/enter", CLERK, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "parent")
    body = {"title": "一", "level": "conference"}
    assert (await connected.region.refused("/organizations/wujiang/enter", CLERK, **body))[0] == 403


async def test_only_the_service_of_the_region_keeps_conferences(connected: ServiceClients) -> None:
    await connected.city.account("wujiang-here", Role.SECRETARIAT, organization="wujiang")
    body = {"title": "一", "level": "conference"}
    refusal = await connected.city.refused("/organizations/wujiang/enter", "wujiang-here", **body)
    assert refusal == (409, "kept-elsewhere")


async def test_members_are_those_of_the_day(conference: ServiceClients) -> None:
    await join(conference, WANSHAN, "2014-01-01")
    await record(conference, "release", TONGREN, "2015-01-01")
    await record(conference, "admit", TONGREN, "2016-01-01")
    await conference.deliver()
    days: list[tuple[str, list[str]]] = [
        ("2012-12-31", []),
        ("2013-01-01", [TONGREN]),
        ("2014-01-01", [TONGREN, WANSHAN]),
        ("2015-01-01", [WANSHAN]),
        ("2016-01-01", [TONGREN, WANSHAN]),
    ]
    for day, members in days:
        assert (await shown(conference, as_of=day))["members"] == members
        for key in (TONGREN, WANSHAN):
            memberships = (await conference.county.get(f"/organizations/{key}", "administrator", as_of=day))[
                "memberships"
            ]
            assert memberships == (["wulingshan"] if key in members else [])


async def test_one_member_may_be_recorded_for_a_day_before_that_of_another(conference: ServiceClients) -> None:
    await join(conference, WANSHAN, "2012-06-01")
    assert (await shown(conference, as_of="2012-12-31"))["members"] == [WANSHAN]
    assert await refused(conference, "release", TONGREN, "2012-12-31") == (422, "invalid")


async def test_nobody_is_a_member_twice_at_once_and_only_a_member_leaves_or_convenes(
    conference: ServiceClients,
) -> None:
    assert await refused(conference, "admit", TONGREN) == (409, "not-allowed-now")
    for command in ("release", "convene"):
        assert await refused(conference, command, WANSHAN) == (422, "invalid")
    await record(conference, "release", TONGREN, "2014-01-01")
    for command in ("release", "convene"):
        assert await refused(conference, command, TONGREN) == (409, "not-allowed-now")


@pytest.mark.parametrize(
    ("member", "day", "status"),
    [
        ("529999", "2014-01-01", 404),
        (AOZHAI, "2014-01-01", 422),
        ("520000", "2014-01-01", 422),
        ("wulingshan", "2014-01-01", 422),
        (WANSHAN, "2026-03-06", 422),
        ("", "2014-01-01", 404),
    ],
)
async def test_a_member_is_a_city_or_a_county_that_somebody_entered(
    conference: ServiceClients, member: str, day: str, status: int
) -> None:
    assert (await refused(conference, "admit", member, day))[0] == status


async def test_a_member_stands_on_the_roster_on_that_day(conference: ServiceClients) -> None:
    await conference.city.post(f"/organizations/{WANSHAN}/remove", f"{TONGREN}-secretariat", on="2013-06-01", **LATE)
    await conference.deliver()
    assert await refused(conference, "admit", WANSHAN, "2013-06-01") == (422, "invalid")
    await record(conference, "admit", WANSHAN, "2013-05-31")


async def test_the_convenor_rotates_and_its_term_ends_when_it_leaves(conference: ServiceClients) -> None:
    await join(conference, QIANDONGNAN, "2013-01-01")
    await record(conference, "convene", TONGREN, "2013-01-01")
    await record(conference, "convene", QIANDONGNAN, "2014-01-01")
    assert await refused(conference, "convene", QIANDONGNAN) == (409, "not-allowed-now")
    assert await refused(conference, "release", QIANDONGNAN, "2013-12-31") == (422, "invalid")
    await record(conference, "release", QIANDONGNAN, "2015-01-01")
    await record(conference, "admit", QIANDONGNAN, "2016-01-01")
    days = (
        ("2012-12-31", None),
        ("2013-12-31", TONGREN),
        ("2014-12-31", QIANDONGNAN),
        ("2015-01-01", None),
        ("2016-01-01", None),
    )
    for day, convenor in days:
        assert (await shown(conference, as_of=day))["convenor"] == convenor


async def test_the_day_of_a_membership_is_corrected_up_to_the_next_record_of_the_member(
    conference: ServiceClients,
) -> None:
    await record(conference, "convene", TONGREN, "2014-01-01")
    path, body = f"{PATH}/correct", {"step": "admit", "reason": "录错"}
    assert await conference.region.refused(path, CLERK, day="2014-01-02", **body) == (422, "invalid")
    await conference.region.post(path, CLERK, day="2013-12-31", **body)
    assert (await shown(conference, as_of="2013-12-30"))["members"] == []
    assert (await shown(conference, as_of="2013-12-31"))["members"] == [TONGREN]


async def test_only_the_conferences_own_secretariat_keeps_its_members(conference: ServiceClients) -> None:
    body = {"member": WANSHAN}
    for by in ("520000-secretariat", "wulingshan-auditor", "administrator"):
        assert (await conference.region.refused(f"{PATH}/admit", by, **body))[0] == 403
    assert await conference.city.refused(f"{PATH}/admit", f"{TONGREN}-secretariat", **body) == (409, "kept-elsewhere")


async def test_a_committee_admits_nobody(connected: ServiceClients) -> None:
    path = "/organizations/520000/admit"
    assert await connected.region.refused(path, "520000-secretariat", member=TONGREN) == (409, "not-allowed-now")


async def test_a_conference_reads_its_members_and_all_below_them_and_nothing_else(conference: ServiceClients) -> None:
    readable = {"wulingshan", TONGREN, WANSHAN, AOZHAI}
    for key in ("wulingshan", TONGREN, WANSHAN, AOZHAI, QIANDONGNAN, ZHENYUAN, "520000"):
        for by in (CLERK, "wulingshan-auditor"):
            answer = await conference.region.call("GET", f"/reports/{key}", by)
            assert answer.status_code == (200 if key in readable else 403), key


async def test_it_reads_them_as_of_the_days_on_which_they_are_members(conference: ServiceClients) -> None:
    await record(conference, "release", TONGREN, "2015-01-01")
    await conference.deliver()
    for day, status in (("2012-12-31", 403), ("2013-01-01", 200), ("2014-12-31", 200), ("2015-01-01", 403)):
        answer = await conference.region.call("GET", f"/reports/{WANSHAN}", CLERK, params={"as_of": day})
        assert answer.status_code == status, day


async def test_a_conferences_children_are_its_members_and_say_under_which_other_one_they_stand(
    conference: ServiceClients,
) -> None:
    await join(conference, WANSHAN, "2014-01-01")
    await conference.deliver()
    await arrive(conference.region, page(WANSHAN, {"proposals_filed": 2}))
    for day, expected in (("2013-12-31", [(TONGREN, None)]), ("2014-01-01", [(TONGREN, None), (WANSHAN, TONGREN)])):
        answer = await conference.region.get("/reports/wulingshan", CLERK, as_of=day)
        assert [(child["organization"], child["within"]) for child in answer["children"]] == expected
    below = await conference.region.get(f"/reports/{TONGREN}", CLERK)
    assert [(child["organization"], child["within"]) for child in below["children"]] == [(WANSHAN, None)]


async def test_an_organization_may_belong_to_several_conferences(conference: ServiceClients) -> None:
    await conference.region.account("wujiang-secretariat", Role.SECRETARIAT, organization="wujiang")
    await enter(conference, "wujiang", title="流域联席会")
    await join(conference, TONGREN, "2015-01-01", key="wujiang")
    await conference.deliver()
    assert (await shown(conference, TONGREN))["memberships"] == ["wujiang", "wulingshan"]
    assert (await shown(conference, TONGREN, as_of="2014-12-31"))["memberships"] == ["wulingshan"]


@pytest.mark.parametrize("body", [{}, {"member": 520600}, {"member": TONGREN, "since": "2014"}, {"member": None}])
async def test_a_membership_that_is_not_in_order_is_refused(conference: ServiceClients, body: dict[str, Any]) -> None:
    answer = await conference.region.call("POST", f"{PATH}/admit", CLERK, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_under_a_conference_stand_its_members_and_all_below_them_once(conference: ServiceClients) -> None:
    await join(conference, WANSHAN, "2014-01-01")
    await conference.deliver()
    found = await conference.region.get("/organizations", "administrator", under="wulingshan")
    assert [item["key"] for item in found["items"]] == [TONGREN, WANSHAN, AOZHAI]


async def test_a_conference_begins_no_matter_of_its_own(conference: ServiceClients) -> None:
    for kind in ("proposals", "opinions", "consultations", "plans"):
        body = {"title": "一", "content": "一"} if kind != "plans" else {"title": "一"}
        assert await conference.region.refused(f"/{kind}", CLERK, **body) == (409, "not-begun-here")
