"""The proposers of a draft are corrected: who is meant by a name, how many there are, and who stays."""

from datetime import date
from typing import Any

import pytest

from shared.contracts.vocabulary import Channel
from shared.domain.charters.charters import Amendment
from tests.committee.page_client import PageClient
from tests.committee.proposals import drafted
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_cosigning import registered
from tests.committee.test_proposers import linked

SEC, COM, ADMIN = "522625-secretariat", "522625-member", "administrator"


async def proposers(county: ServiceClient, id: str) -> tuple[list[str], int]:
    shown = await county.get(f"/proposals/{id}", SEC)
    return shown["proposers"], shown["signatories"]


async def fault(county: ServiceClient, path: str, **given: Any) -> tuple[int, str, object, str]:
    """Returns the status, the field, the value and the rule of a refused request of the office."""
    answer = await county.call("POST", path, SEC, json=given)
    (error,) = answer.json()["errors"]
    return answer.status_code, error["field"], error["value"], error["rule"]


async def erased(county: ServiceClient, member: str) -> None:
    await county.post(f"/members/{member}/leave", SEC)
    await county.post(f"/members/{member}/erase", ADMIN)


async def test_no_proposal_has_fewer_proposers_than_names(roster: ServiceClients) -> None:
    county = roster.county
    rule = "联名人数须在2至999之间，已填写姓名的提案人有2位"
    id = await drafted(county, proposers=["甲", "乙"])
    assert await fault(county, f"/proposals/{id}/edit", signatories=1) == (422, "signatories", 1, rule)
    three = {"proposers": ["甲", "乙", "丙"], "signatories": 2}
    refused = await fault(county, f"/proposals/{id}/edit", **three)
    assert refused == (422, "signatories", 2, rule.replace("2", "3"))
    new = {"title": "一", "proposers": ["甲", "乙"], "signatories": 1}
    assert await fault(county, "/proposals", **new) == (422, "signatories", 1, rule)
    assert await proposers(county, id) == (["甲", "乙"], 2)


async def test_the_member_of_the_account_counts_among_the_names_of_a_new_draft(roster: ServiceClients) -> None:
    await linked(roster.county)
    new = {"title": "一", "proposers": ["乙"], "signatories": 1}
    assert await roster.county.refused("/proposals", COM, **new) == (422, "invalid")


async def test_the_name_of_one_proposer_survives_the_erasure_of_a_later_cosigner(roster: ServiceClients) -> None:
    county = roster.county
    member = await registered(county, "丙")
    id = await drafted(county, proposers=["甲", "乙"])
    assert await county.refused(f"/proposals/{id}/edit", SEC, signatories=1) == (422, "invalid")
    await county.post(f"/proposals/{id}/cosign", SEC, member=member)
    await county.post(f"/proposals/{id}/accept_cosigning", SEC, member=member)
    await erased(county, member)
    assert await proposers(county, id) == (["甲", "乙", "已删除"], 3)


async def test_a_member_who_declined_is_no_proposer_by_an_edit(roster: ServiceClients) -> None:
    county = roster.county
    member = await registered(county, "乙")
    id = await drafted(county, proposers=["甲"])
    await county.post(f"/proposals/{id}/cosign", SEC, member=member)
    await county.post(f"/proposals/{id}/decline_cosigning", SEC, member=member)
    for word in ("乙", member):
        status, field, value, rule = await fault(county, f"/proposals/{id}/edit", proposers=["甲", word])
        assert (status, field, value) == (422, "proposers.1", None)
        assert "已谢绝附议" in rule
    await county.post(f"/proposals/{id}/cosign", SEC, member=member)
    await county.post(f"/proposals/{id}/accept_cosigning", SEC, member=member)
    await county.post(f"/proposals/{id}/edit", SEC, proposers=["乙", "甲"])
    assert await proposers(county, id) == (["乙", "甲"], 2)


async def test_an_edit_has_as_many_and_as_long_names_as_a_new_draft(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county, proposers=["甲"])
    path = f"/proposals/{id}/edit"
    many = await fault(county, path, proposers=[f"代{number}" for number in range(4500)])
    assert many == (422, "proposers", 4500, "最多999位")
    status, field, value, _ = await fault(county, path, proposers=["甲", "长" * 201])
    assert (status, field, value) == (422, "proposers.1", None)
    await county.post(path, SEC, proposers=["  张　 三 ", "甲"], title=" 新 　题 ", keywords=[" 水  利 "])
    shown = await county.get(f"/proposals/{id}", SEC)
    assert (shown["proposers"], shown["title"], shown["keywords"]) == (["张 三", "甲"], "新 题", ["水 利"])


async def test_an_edit_on_the_page_keeps_whether_the_unchanged_channel_is_online(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await drafted(county, channel="wechat", proposers=["甲"])
    amended = Amendment(date(2000, 1, 1), {"online_channels": (Channel.WEBSITE,)})
    places = county.context.charters.places
    places["522625"] = (*places["522625"], amended)
    await clerk.run_command(await clerk.get(f"/proposals/{id}"), "edit", title="新题")
    shown = await county.get(f"/proposals/{id}", SEC)
    assert (shown["title"], shown["channel"], shown["online"]) == ("新题", "wechat", True)
    await county.post(f"/proposals/{id}/edit", SEC, channel="qq_group")
    assert (await county.get(f"/proposals/{id}", SEC))["online"] is False


async def test_a_kept_name_means_the_same_member_after_a_namesake_was_registered(roster: ServiceClients) -> None:
    county = roster.county
    first = await registered(county, "甲")
    id = await drafted(county, proposers=["甲", "乙"])
    await county.post(f"/members/{first}/leave", SEC)
    second = (await county.post("/members", SEC, name="甲", sector="经济界"))["id"]
    await county.post(f"/proposals/{id}/edit", SEC, proposers=["甲", "丙"])
    await county.post(f"/proposals/{id}/edit", SEC, proposers=["丁", "甲", "丙"])
    await erased(county, second)
    assert await proposers(county, id) == (["丁", "甲", "丙"], 3)
    await county.post(f"/members/{first}/erase", ADMIN)
    assert await proposers(county, id) == (["丁", "已删除", "丙"], 3)


async def test_a_name_of_no_member_stays_so_until_the_member_is_given_by_its_id(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county, proposers=["乙", "甲"])
    member = await registered(county, "甲")
    await county.post(f"/proposals/{id}/edit", SEC, proposers=["丙", "甲"])
    await county.post(f"/proposals/{id}/cosign", SEC, member=member)
    await county.post(f"/proposals/{id}/decline_cosigning", SEC, member=member)
    await county.post(f"/proposals/{id}/edit", SEC, proposers=["甲", "丁"])
    assert await proposers(county, id) == (["甲", "丁"], 2)
    assert await county.refused(f"/proposals/{id}/edit", SEC, proposers=[member, "丁"]) == (422, "invalid")


async def test_a_corrected_name_keeps_the_proposers_whose_names_are_not_recorded(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county, proposers=["甲", "错"], signatories=5)
    for names, count in ((["甲", "乙"], 5), (["甲", "乙", "丙"], 6), (["甲"], 4)):
        await county.post(f"/proposals/{id}/edit", SEC, proposers=names)
        assert await proposers(county, id) == (names, count)
    nameless = await drafted(county, signatories=5)
    await county.post(f"/proposals/{nameless}/edit", SEC, proposers=["甲", "乙"])
    assert await proposers(county, nameless) == (["甲", "乙"], 5)


async def test_the_history_shows_a_changed_number_of_proposers(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    member = await registered(county, "乙")
    id = await drafted(county, proposers=["甲"])
    await county.post(f"/proposals/{id}/cosign", SEC, member=member)
    await county.post(f"/proposals/{id}/accept_cosigning", SEC, member=member)
    await county.post(f"/proposals/{id}/edit", SEC, signatories=4)
    steps = (await county.get(f"/proposals/{id}/history", SEC))["items"]
    assert (steps[0]["texts"]["signatories"], steps[-1]["texts"]) == ("1", {"signatories": "4"})
    assert "联名人数" in (await clerk.get(f"/proposals/{id}")).text


async def test_a_refused_number_of_proposers_names_what_open_invitations_leave(roster: ServiceClients) -> None:
    county = roster.county
    member = await registered(county, "乙")
    id = await drafted(county, proposers=["甲"])
    await county.post(f"/proposals/{id}/cosign", SEC, member=member)
    refused = await fault(county, f"/proposals/{id}/edit", signatories=999)
    rule = "联名人数须在1至998之间，已填写姓名的提案人有1位，受邀附议而未答复的委员另有1位"
    assert refused == (422, "signatories", 999, rule)


async def test_an_edit_with_the_present_names_changes_nothing(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county, proposers=["甲", "乙"])
    for names in (["甲", "乙"], [" 甲", "乙 "]):
        assert await county.refused(f"/proposals/{id}/edit", SEC, proposers=names) == (409, "nothing-changed")
    assert await county.refused(f"/proposals/{id}/edit", SEC) == (422, "invalid")


@pytest.mark.parametrize("names", [["丁", "甲"], ["丁"]])
async def test_a_member_who_began_a_draft_and_has_left_stays_its_first_proposer(
    roster: ServiceClients, names: list[str]
) -> None:
    county = roster.county
    member = await linked(county)
    id = await drafted(county, by=COM, proposers=["乙"])
    await county.post(f"/members/{member['id']}/leave", SEC)
    await county.post(f"/proposals/{id}/edit", SEC, proposers=names)
    assert await proposers(county, id) == (["甲", "丁"], 2)


async def test_the_office_corrects_the_first_proposer_once_the_account_is_not_linked(roster: ServiceClients) -> None:
    county = roster.county
    member = await linked(county)
    id = await drafted(county, by=COM, proposers=["乙"])
    await county.post(f"/members/{member['id']}/unlink", ADMIN, account=COM)
    await county.post(f"/proposals/{id}/edit", SEC, proposers=["乙", "甲"])
    assert await proposers(county, id) == (["乙", "甲"], 2)


async def test_the_list_of_a_draft_with_two_erased_members_is_changed_further(roster: ServiceClients) -> None:
    county = roster.county
    members = [await registered(county, name) for name in ("甲", "乙")]
    id = await drafted(county, proposers=["甲", "乙", "丙"])
    for member in members:
        await erased(county, member)
    await county.post(f"/proposals/{id}/edit", SEC, proposers=["已删除", "丁", "已删除"])
    assert await proposers(county, id) == (["已删除", "丁", "已删除"], 3)
    assert await county.refused(f"/proposals/{id}/edit", SEC, proposers=["已删除"] * 4) == (422, "invalid")
