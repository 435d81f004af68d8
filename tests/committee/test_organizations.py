"""The records of organizations through the API: who keeps them, by what they are called, and how they hang together."""

import re
from typing import Any

import pytest

from shared.contracts.codec import decode
from shared.contracts.vocabulary import Role
from tests.committee.page_client import PageClient
from tests.committee.proposals import LATE
from tests.committee.service_clients import Json, ServiceClients

COUNTY, CITY, PROVINCE = "522625-secretariat", "522600-secretariat", "520000-secretariat"
TOWNSHIP = "522625100"


async def one(roster: ServiceClients, key: str, **params: Any) -> Json:
    return await roster.county.get(f"/organizations/{key}", "administrator", **params)


async def test_a_county_keeps_the_records_of_its_townships(roster: ServiceClients) -> None:
    after = await roster.county.post(f"/organizations/{TOWNSHIP}/establish", COUNTY, on="2026-02-20")
    assert (after["keeper"], after["status"], after["sequence"]) == ("522625", "established", 2)
    row = (await roster.county.announced())[-1]
    event = decode(row.payload, topic=row.topic, partition=row.partition)
    assert event is not None
    assert event.envelope.source == "/organizations/522625"
    assert event.change.role == "secretariat"


async def test_a_city_keeps_the_records_of_its_counties_and_its_own(roster: ServiceClients) -> None:
    for service, key, by in (
        (roster.city, "522625", CITY),
        (roster.city, "522600", CITY),
        (roster.region, "520000", PROVINCE),
    ):
        after = await service.post(f"/organizations/{key}/rename", by, title=" 新名 ")
        assert after["name"] == "新名"
    for key, by in (("520600", CITY), ("522625", "520600-secretariat")):
        assert await roster.city.refused(f"/organizations/{key}/rename", by, title="二") == (
            403,
            "foreign-organization",
        )


async def test_a_record_is_kept_in_one_place(roster: ServiceClients) -> None:
    await roster.county.account("522600-here", Role.SECRETARIAT, organization="522600")
    assert await roster.county.refused("/organizations/522625/rename", "522600-here", title="一") == (
        409,
        "kept-elsewhere",
    )
    assert await roster.city.refused(f"/organizations/{TOWNSHIP}/rename", CITY, title="一") == (409, "kept-elsewhere")


async def test_a_new_township_is_entered_below_a_county_that_the_directory_knows(roster: ServiceClients) -> None:
    county, body = roster.county, {"title": "羊场镇", "level": "township", "code": "522625101"}
    after = await county.post("/organizations/522625101/enter", COUNTY, parent="522625", **body)
    assert (after["key"], after["keeper"]) == ("522625101", "522625")
    assert (await one(roster, "522625101"))["name"] == "羊场镇"
    again = await county.refused("/organizations/522625101/enter", COUNTY, parent="522625", **body)
    assert again == (409, "already-entered")
    unknown = await county.refused("/organizations/522625102/enter", COUNTY, parent="522699", **body)
    assert unknown == (404, "unknown-organization")


async def test_a_key_is_never_used_again(roster: ServiceClients) -> None:
    county = roster.county
    await county.post(f"/organizations/{TOWNSHIP}/remove", COUNTY)
    body = {"title": "另一镇", "level": "township", "parent": "522625"}
    assert await county.refused(f"/organizations/{TOWNSHIP}/enter", COUNTY, **body) == (409, "already-entered")
    await county.post("/organizations/522625101/enter", COUNTY, **body)
    await county.post("/organizations/522625101/recode", COUNTY, code="522625109")
    assert await county.refused("/organizations/522625109/enter", COUNTY, **body) == (409, "already-entered")


async def test_a_parent_stands_higher_so_there_are_no_circles(roster: ServiceClients) -> None:
    for service, key, parent in ((roster.county, TOWNSHIP, "520603202"), (roster.city, "522625", "520603")):
        refused = await service.refused(f"/organizations/{key}/move", "administrator", parent=parent)
        assert refused == (422, "invalid")
    assert await roster.city.refused("/organizations/522600/move", CITY, parent=TOWNSHIP) == (422, "invalid")


async def test_with_a_township_its_record_moves_to_the_new_county(roster: ServiceClients) -> None:
    county = roster.county
    after = await county.post(f"/organizations/{TOWNSHIP}/move", "administrator", parent="520603")
    assert (after["keeper"], after["commands"]) == ("520603", ["move"])
    assert (await county.refused(f"/organizations/{TOWNSHIP}/rename", COUNTY, title="一"))[0] == 403
    await county.post(f"/organizations/{TOWNSHIP}/rename", "520603-secretariat", title="一")
    for row in (await county.announced())[-2:]:
        assert decode(row.payload, topic=row.topic, partition=row.partition) is not None


async def test_no_county_gives_its_township_away_or_takes_another_ones(roster: ServiceClients) -> None:
    path, body = f"/organizations/{TOWNSHIP}/move", {"parent": "520603"}
    assert await roster.county.refused(path, COUNTY, **body) == (403, "role-not-allowed")
    assert await roster.county.refused(path, "520603-secretariat", **body) == (403, "role-not-allowed")
    after = await roster.county.post(f"/organizations/{TOWNSHIP}/establish", COUNTY)
    assert "move" not in after["commands"]


async def test_what_is_entered_without_a_parent_is_refused_with_the_reason(roster: ServiceClients) -> None:
    for level, field in (("township", "parent"), ("nation", "level")):
        body = {"title": "羊场镇", "level": level}
        answer = await roster.county.call("POST", "/organizations/522625101/enter", COUNTY, json=body)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_day_is_written_as_a_day(roster: ServiceClients) -> None:
    for path in ("/organizations", "/organizations/522625"):
        for word in ("0", "1388534400", "20140101"):
            answer = await roster.county.call("GET", path, "administrator", params={"as_of": word})
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "as_of")


async def test_a_dated_rename_to_a_rare_character_stays_intact(roster: ServiceClients) -> None:
    await roster.county.post(f"/organizations/{TOWNSHIP}/rename", COUNTY, title="㵲阳镇", on="2014-01-01", **LATE)
    await roster.deliver()
    for day, name in (("2013-12-31", "舞阳镇"), ("2014-01-01", "㵲阳镇")):
        assert (await one(roster, TOWNSHIP, as_of=day))["name"] == name
    page = await roster.city.get("/organizations", "administrator", under="522625")
    assert [item["name"] for item in page["items"]] == ["㵲阳镇"]


async def test_a_later_code_means_the_organization_that_has_it(roster: ServiceClients) -> None:
    county = roster.county
    await county.post(f"/organizations/{TOWNSHIP}/recode", COUNTY, code="522625900", on="2020-01-01", **LATE)
    assert (await one(roster, "522625900"))["key"] == TOWNSHIP
    after = await county.post("/organizations/522625900/establish", COUNTY)
    assert after["key"] == TOWNSHIP
    body = {"title": "羊场镇", "level": "township", "parent": "522625", "code": "522625900"}
    assert await county.refused("/organizations/522625101/enter", COUNTY, **body) == (409, "code-taken")


async def test_a_body_meets_its_checklist_item_by_item(roster: ServiceClients) -> None:
    county, items = roster.county, ["premises", "equipment", "stationed_members", "funds", "staff"]
    await county.post(f"/organizations/{TOWNSHIP}/establish", COUNTY, on="2026-02-05")
    for number, item in enumerate(items, 10):
        await county.post(f"/organizations/{TOWNSHIP}/standardise", COUNTY, item=item, on=f"2026-02-{number}")
    for day, met, standardised in (("2026-02-09", 0, False), ("2026-02-13", 4, False), ("2026-02-14", 5, True)):
        shown = await one(roster, TOWNSHIP, as_of=day)
        assert (len(shown["checklist"]), shown["body"]["standardised"]) == (met, standardised)
    assert await county.refused(f"/organizations/{TOWNSHIP}/standardise", COUNTY, item="car") == (422, "invalid")


async def test_a_body_has_a_director_members_and_items_that_it_may_lose(roster: ServiceClients) -> None:
    county, path = roster.county, f"/organizations/{TOWNSHIP}"
    await county.post(f"{path}/establish", COUNTY, on="2026-02-05")
    await county.post(f"{path}/standardise", COUNTY, item="funds", evidence="预算批复", on="2026-02-06")
    await county.post(
        f"{path}/appoint_director", COUNTY, role="concurrent", meeting="九届八次常委会会议", on="2026-02-07"
    )
    await county.post(f"{path}/count_members", COUNTY, members=12, special_invited=6, on="2026-02-08")
    await county.post(f"{path}/lose_item", COUNTY, item="funds", evidence="检查记录", on="2026-02-20")
    shown = await one(roster, TOWNSHIP, as_of="2026-02-19")
    assert (shown["checklist"], shown["body"]["director"]) == (["funds"], "concurrent")
    assert (shown["body"]["director_since"], shown["body"]["members"], shown["body"]["special_invited"]) == (
        "2026-02-07",
        12,
        6,
    )
    changes = (await one(roster, TOWNSHIP))["checklist_changes"]
    assert [(each["on"], each["met"]) for each in changes] == [("2026-02-06", True), ("2026-02-20", False)]
    assert "检查记录" not in str([row.payload for row in await county.announced()])


async def test_the_roster_of_a_day_lists_who_stood_on_it(roster: ServiceClients) -> None:
    county = roster.county
    await county.post(f"/organizations/{TOWNSHIP}/remove", COUNTY, on="2026-02-20")
    await roster.deliver()
    for day, total in (("1999-12-31", 0), ("2026-02-19", 2), ("2026-02-20", 1)):
        page = await roster.city.get("/organizations", "administrator", as_of=day, under="522600")
        assert page["total"] == total
    page = await roster.city.get("/organizations", "administrator", level="township")
    assert [item["key"] for item in page["items"]] == ["520603202"]


async def test_a_merged_township_goes_into_one_of_its_level(roster: ServiceClients) -> None:
    county = roster.county
    path = f"/organizations/{TOWNSHIP}/merge"
    for into in (TOWNSHIP, "520603"):
        assert await county.refused(path, COUNTY, into=into) == (422, "invalid")
    assert await county.refused(path, COUNTY, into="522699001") == (404, "unknown-organization")
    assert (await county.post(path, COUNTY, into="520603202"))["status"] == "off_roster"
    assert (await one(roster, TOWNSHIP))["merged_into"] == "520603202"


@pytest.mark.parametrize("body", [{}, {"title": ""}, {"title": "一", "extra": 1}, {"title": "一", "on": "2026-03-06"}])
async def test_a_rename_that_is_not_in_order_is_refused(roster: ServiceClients, body: dict[str, Any]) -> None:
    answer = await roster.county.call("POST", f"/organizations/{TOWNSHIP}/rename", COUNTY, json=body)
    assert answer.status_code == 422


async def test_a_retried_command_is_recorded_once(roster: ServiceClients) -> None:
    county, request = roster.county, {"json": {}, "headers": {"Idempotency-Key": "k"}}
    path = f"/organizations/{TOWNSHIP}/establish"
    first, second = [await county.call("POST", path, COUNTY, **request) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()


OTHER = "522625901"


@pytest.fixture
async def merged(roster: ServiceClients) -> ServiceClients:
    """Merges 舞阳镇 into another township of 镇远 on 1 January 2020."""
    path = f"/organizations/{OTHER}/enter"
    body = {"title": "青溪镇", "level": "township", "parent": "522625", "code": OTHER, "on": "2001-01-01"}
    await roster.county.post(path, COUNTY, **body, **LATE)
    await roster.county.post(f"/organizations/{TOWNSHIP}/merge", COUNTY, into=OTHER, on="2020-01-01", **LATE)
    await roster.deliver()
    return roster


async def test_what_was_merged_takes_over_nobody(merged: ServiceClients) -> None:
    path = f"/organizations/{OTHER}/merge"
    for day, rule in (("2021-01-01", "舞阳镇当日（2021-01-01）不在名册内"), ("2019-01-01", "舞阳镇已并入本单位")):
        answer = await merged.county.call("POST", path, COUNTY, json={"into": TOWNSHIP, "on": day, **LATE})
        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert (error["field"], error["rule"]) == ("into", rule)


async def test_a_merger_by_mistake_is_taken_back_with_a_reason(merged: ServiceClients) -> None:
    path = f"/organizations/{TOWNSHIP}/reinstate"
    assert (await merged.county.call("POST", path, COUNTY, json={})).status_code == 422
    after = await merged.county.post(path, COUNTY, reason="误登")
    assert after["status"] == "on_roster"
    shown = await one(merged, TOWNSHIP, as_of="2021-01-01")
    assert (shown["on_roster"], shown["merged_into"]) == (True, None)
    assert await merged.county.refused(path, COUNTY, reason="误登") == (409, "not-allowed-now")


async def test_a_merged_organization_begins_nothing_after_its_end(merged: ServiceClients) -> None:
    by = await merged.township.account("clerk", Role.SECRETARIAT, organization=TOWNSHIP)
    body = {"title": "路灯坏了", "content": "三个月"}
    answer = await merged.township.call("POST", "/opinions", by, json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "organization-gone")
    detail = "舞阳镇自2020-01-01起已并入青溪镇，请由其登记，不能再提出新的事项"
    assert (answer.json()["detail"], answer.json()["successor"]) == (detail, OTHER)
    id = (await merged.township.post("/opinions", by, on="2019-06-01", **body, **LATE))["id"]
    moved = {"step": 1, "reason": "录错"}
    path = f"/opinions/{id}/correct"
    assert await merged.township.refused(path, by, day="2020-01-01", **moved) == (409, "organization-gone")
    await merged.township.post(path, by, day="2019-12-31", **moved)


async def test_a_removed_organization_begins_nothing_after_its_end(roster: ServiceClients) -> None:
    await roster.county.post(f"/organizations/{TOWNSHIP}/remove", COUNTY, on="2020-01-01", **LATE)
    await roster.deliver()
    by = await roster.township.account("clerk", Role.SECRETARIAT, organization=TOWNSHIP)
    body = {"title": "路灯坏了", "content": "三个月"}
    answer = await roster.township.call("POST", "/opinions", by, json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "organization-gone")
    assert answer.json()["detail"] == "舞阳镇自2020-01-01起已移出名册，不能再提出新的事项"
    await roster.township.post("/opinions", by, on="2019-12-31", **body, **LATE)


async def test_the_successor_is_the_one_on_the_roster_after_every_merger(merged: ServiceClients) -> None:
    body = {"title": "羊场镇", "level": "township", "parent": "522625", "on": "2001-01-01", **LATE}
    await merged.county.post("/organizations/522625101/enter", COUNTY, **body)
    await merged.county.post(f"/organizations/{OTHER}/merge", COUNTY, into="522625101", on="2022-01-01", **LATE)
    await merged.deliver()
    by = await merged.township.account("clerk", Role.SECRETARIAT, organization=TOWNSHIP)
    for day, successor in (("2021-01-01", OTHER), ("2023-01-01", "522625101")):
        body = {"title": "路灯坏了", "content": "三个月", "on": day, **LATE}
        answer = await merged.township.call("POST", "/opinions", by, json=body)
        assert (answer.json()["code"], answer.json()["successor"]) == ("organization-gone", successor)


async def test_the_address_of_a_code_leads_to_its_holder_on_the_asked_day(merged: ServiceClients) -> None:
    await merged.county.post(f"/organizations/{OTHER}/recode", COUNTY, code=TOWNSHIP, on="2021-01-01", **LATE)
    for day, key in (("2019-01-01", TOWNSHIP), ("2020-06-01", TOWNSHIP), ("2021-06-01", OTHER)):
        assert (await one(merged, TOWNSHIP, as_of=day))["key"] == key
    path = f"/organizations/{TOWNSHIP}/reinstate"
    assert await merged.county.refused(path, COUNTY, reason="误登") == (409, "ambiguous-address")
    dated = {"reason": "误登", "on": "2020-06-01", **LATE}
    assert await merged.county.refused(path, COUNTY, **dated) == (409, "code-taken")


@pytest.fixture
async def shadowed(roster: ServiceClients) -> ServiceClients:
    """Takes the code from 舞阳镇 and gives it to 羊场镇."""
    county = roster.county
    await county.post(f"/organizations/{TOWNSHIP}/recode", COUNTY, code="522625900")
    body = {"title": "羊场镇", "level": "township", "parent": "522625", "code": TOWNSHIP}
    await county.post("/organizations/522625101/enter", COUNTY, **body)
    await roster.deliver()
    return roster


async def test_a_command_never_goes_to_another_organization_than_its_address_shows(shadowed: ServiceClients) -> None:
    county = shadowed.county
    assert (await one(shadowed, TOWNSHIP))["key"] == "522625101"
    for command, body in (("rename", {"title": "新名"}), ("establish", {})):
        answer = await county.call("POST", f"/organizations/{TOWNSHIP}/{command}", COUNTY, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "ambiguous-address")
        assert "羊场镇请用522625101；舞阳镇请用522625900" in answer.json()["detail"]
    assert (await county.post("/organizations/522625900/establish", COUNTY))["key"] == TOWNSHIP
    assert (await county.post("/organizations/522625101/rename", COUNTY, title="新名"))["key"] == "522625101"


async def test_a_report_belongs_to_the_organization_that_its_address_shows(shadowed: ServiceClients) -> None:
    for word, key in ((TOWNSHIP, "522625101"), ("522625900", TOWNSHIP), ("522625101", "522625101")):
        assert (await shadowed.county.get(f"/reports/{word}", COUNTY))["organization"] == key


async def test_links_lead_to_the_organization_that_they_name(shadowed: ServiceClients) -> None:
    clerk = PageClient(shadowed.county, COUNTY)
    for address in ("/organizations", "/organizations/522625", "/reports/522625"):
        page = (await clerk.get(address)).text
        for name in ("舞阳镇", "羊场镇"):
            (link,) = {found for found in re.findall(r'href="([^"?]+)[^"]*">([^<]+)</a>', page) if found[1] == name}
            heading = (await clerk.get(link[0])).text.split("<h1", 1)[1].split("</h1>")[0]
            assert f">{name}" in heading
    own = await shadowed.county.account("clerk", Role.SECRETARIAT, organization=TOWNSHIP)
    assert 'href="/reports/522625900"' in (await PageClient(shadowed.county, own).get("/")).text
    assert 'action="/organizations/522625900' in (await clerk.get("/organizations/522625900")).text


@pytest.fixture
async def late_target(roster: ServiceClients) -> ServiceClients:
    """Enters 青溪镇 on 20 February, and merges 舞阳镇 into it on 25 February."""
    body = {"title": "青溪镇", "level": "township", "parent": "522625", "on": "2026-02-20"}
    await roster.county.post(f"/organizations/{OTHER}/enter", COUNTY, **body)
    await roster.county.post(f"/organizations/{TOWNSHIP}/merge", COUNTY, into=OTHER, on="2026-02-25")
    return roster


async def test_a_merger_is_not_corrected_to_a_day_before_its_target_was_entered(late_target: ServiceClients) -> None:
    path = f"/organizations/{TOWNSHIP}/correct"
    body = {"step": "merge", "day": "2026-02-10", "reason": "误登"}
    answer = await late_target.county.call("POST", path, COUNTY, json=body)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"]) == ("day", "青溪镇当日（2026-02-10）不在名册内")
    await late_target.county.post(path, COUNTY, **{**body, "day": "2026-02-22"})


async def test_what_took_over_another_was_on_the_roster_that_day(late_target: ServiceClients) -> None:
    county, path = late_target.county, f"/organizations/{OTHER}"
    for day in ("2026-02-22", "2026-02-25"):
        assert await county.refused(f"{path}/remove", COUNTY, on=day) == (409, "took-over")
    body = {"step": "enter", "day": "2026-02-27", "reason": "误登"}
    assert await county.refused(f"{path}/correct", COUNTY, **body) == (409, "took-over")
    await county.post(f"{path}/remove", COUNTY, on="2026-02-27")
    body = {"step": "remove", "day": "2026-02-22", "reason": "误登"}
    assert await county.refused(f"{path}/correct", COUNTY, **body) == (409, "took-over")


async def test_a_code_is_not_corrected_to_a_day_on_which_another_holds_it(roster: ServiceClients) -> None:
    county, code = roster.county, "522625900"
    await county.post(f"/organizations/{TOWNSHIP}/recode", COUNTY, code=code, on="2026-02-05")
    await county.post(f"/organizations/{TOWNSHIP}/recode", COUNTY, code="", on="2026-02-20")
    body = {"title": "羊场镇", "level": "township", "parent": "522625", "code": code, "on": "2026-02-25"}
    await county.post("/organizations/522625101/enter", COUNTY, **body)
    body = {"step": "enter", "day": "2026-02-10", "reason": "误登"}
    assert await county.refused("/organizations/522625101/correct", COUNTY, **body) == (409, "code-taken")


async def test_nothing_is_entered_below_what_left_the_roster(roster: ServiceClients) -> None:
    await roster.city.post("/organizations/522625/remove", CITY, on="2026-02-20")
    await roster.deliver()
    body = {"title": "羊场镇", "level": "township", "parent": "522625"}
    path = "/organizations/522625101/enter"
    assert await roster.county.refused(path, COUNTY, on="2026-02-25", **body) == (422, "invalid")
    row = "522625101,羊场镇,township,522625,2026-02-25,,\n"
    answer = await roster.county.bring_in("code,name,level,parent_code,from,body_from,code_until\n" + row)
    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"]) == ("row 2 parent_code", "镇远县当日（2026-02-25）不在名册内")
    await roster.county.post(path, COUNTY, on="2026-02-19", **body)


async def test_a_removal_that_was_taken_back_is_no_step_to_correct(roster: ServiceClients) -> None:
    path = f"/organizations/{TOWNSHIP}"
    await roster.county.post(f"{path}/remove", COUNTY, on="2026-02-20")
    await roster.county.post(f"{path}/reinstate", COUNTY, reason="误登")
    for step in ("remove", 2, "reinstate"):
        body = {"step": step, "day": "2026-02-10", "reason": "误登"}
        assert await roster.county.refused(f"{path}/correct", COUNTY, **body) == (422, "invalid")
    page = (await PageClient(roster.county, COUNTY).get(path)).text
    assert "列入名册</option>" in page
    assert "移出名册</option>" not in page
