"""Mergers of proposals through the API: chains, circles, and the proposers on the page of the target."""

from typing import Any

from tests.committee.page_client import PageClient
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_columns import check
from tests.support.matters import UNIT

SEC = "522625-secretariat"


async def merge(county: ServiceClient, id: str, into: str) -> Any:
    return await county.post(f"/proposals/{id}/merge", SEC, into=into)


async def shown(county: ServiceClient, id: str) -> Any:
    return await county.get(f"/proposals/{id}", SEC)


async def test_a_merger_into_a_merged_proposal_leads_to_the_end_of_the_chain(roster: ServiceClients) -> None:
    county = roster.county
    first, second, third = [await brought_to(county, last) for last in ("file", "assign", "submit")]
    await merge(county, second, first)
    assert (await merge(county, third, second))["status"] == "merged"
    assert (await shown(county, third))["merged_into"] == first
    assert [each["matter"] for each in (await shown(county, first))["merged"]] == [second, third]
    await check(county, "proposals")


async def test_no_circle_of_mergers_arises(roster: ServiceClients) -> None:
    county = roster.county
    one, two, three = [await brought_to(county, "file") for _ in range(3)]
    await merge(county, one, two)
    await merge(county, two, three)
    for into in (three, two, one):
        assert await county.refused(f"/proposals/{three}/merge", SEC, into=into) == (422, "invalid")
    assert (await shown(county, three))["status"] == "filed"


async def test_what_was_merged_before_goes_along_and_every_proposer_is_shown_and_may_rate(
    roster: ServiceClients,
) -> None:
    county = roster.county
    target = await brought_to(county, "assign", proposers=["甲委员"])
    joined = await brought_to(county, "assign", proposers=["乙委员", "丙委员"], title="合并的提案")
    before = await brought_to(county, "submit", proposers=["丁委员"], title="先并的提案")
    await merge(county, before, joined)
    await merge(county, joined, target)
    page = await shown(county, target)
    assert page["signatories"] == 4
    assert [(each["title"], each["first"], each["last"], each["proposers"]) for each in page["merged"]] == [
        ("合并的提案", 2, 3, ["乙委员", "丙委员"]),
        ("先并的提案", 4, 4, ["丁委员"]),
    ]
    for command, body in (
        ("acknowledge", {"unit": UNIT}),
        ("reply", {"unit": UNIT, "text": "一", "answer_class": "A"}),
    ):
        await county.post(f"/proposals/{target}/{command}", SEC, **body)
    form = {"process": "satisfied", "result": "satisfied"}
    assert await county.refused(f"/proposals/{target}/rate", SEC, **form, signatory=5) == (422, "invalid")
    await county.post(f"/proposals/{target}/rate", SEC, **form, signatory=4)


async def test_the_event_of_the_target_is_announced_with_the_merger_and_names_nobody(roster: ServiceClients) -> None:
    county = roster.county
    target = await brought_to(county, "file")
    await merge(county, await brought_to(county, "submit", proposers=["不外传的人"]), target)
    types = [row.type for row in await county.announced()][-2:]
    assert sorted(types) == ["proposal.absorbed.v1", "proposal.merged.v1"]
    assert not any("不外传" in row.payload.decode() for row in await county.announced())
    items = (await county.get(f"/proposals/{target}/history", SEC))["items"]
    assert (items[-1]["command"], items[-1]["title"]) == ("absorb", "其他提案已并入")


async def test_nobody_gives_the_command_of_the_target(roster: ServiceClients) -> None:
    county = roster.county
    target = await brought_to(county, "file")
    answer = await county.call("POST", f"/proposals/{target}/absorb", SEC, json={"matter": "一", "signatories": 1})
    assert answer.status_code == 404
    assert "absorb" not in (await shown(county, target))["commands"]


async def test_a_refused_merger_changes_neither_proposal(roster: ServiceClients) -> None:
    county = roster.county
    target, other = await brought_to(county, "file", signatories=998), await brought_to(county, "file", signatories=2)
    announced = len(await county.announced())
    assert await county.refused(f"/proposals/{other}/merge", SEC, into=target) == (422, "invalid")
    assert [(await shown(county, id))["status"] for id in (target, other)] == ["filed", "filed"]
    assert len(await county.announced()) == announced


async def test_the_pages_of_merged_proposals_lead_to_each_other(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    target, other = await brought_to(county, "file"), await brought_to(county, "submit", proposers=["乙委员"])
    await merge(county, other, target)
    page = (await clerk.get(f"/proposals/{target}")).text
    assert f'<a href="/proposals/{other}">{other}</a>' in page
    assert "乙委员" in page
    assert f'<a href="/proposals/{target}">{target}</a>' in (await clerk.get(f"/proposals/{other}")).text


async def test_a_corrected_merger_moves_the_day_on_which_its_target_absorbed_it(roster: ServiceClients) -> None:
    county = roster.county
    target = await brought_to(county, "assign")
    joined, before = await brought_to(county, "assign"), await brought_to(county, "submit")
    await merge(county, before, joined)
    await merge(county, joined, target)

    async def absorbed(id: str) -> dict[str, str]:
        return {each["matter"]: each["on"] for each in (await shown(county, id))["merged"]}

    reason = "日期登记有误"
    early = await county.refused(f"/proposals/{joined}/correct", SEC, step="merge", day="2026-03-03", reason=reason)
    assert early == (422, "invalid")  # it absorbed the other one later
    for id, day in ((before, "2026-03-02"), (joined, "2026-03-03"), (joined, "2026-03-04")):
        await county.post(f"/proposals/{id}/correct", SEC, step="merge", day=day, reason=reason)
    assert await absorbed(joined) == {before: "2026-03-02"}
    assert await absorbed(target) == {joined: "2026-03-04", before: "2026-03-04"}
    items = (await county.get(f"/proposals/{target}/history", SEC))["items"]
    assert [each["command"] for each in items if each["command"] == "correct"] == ["correct"] * 4
