"""A database that was put back to an earlier state publishes under a new epoch, which all readers accept."""

from typing import Any

import pytest

from deploy.ops.reconcile.rows import facts
from shared.contracts.vocabulary import Role
from shared.measures.contributions import contributions
from tests.committee.backup import Backup
from tests.committee.forwarding import COUNTY, TOWNSHIP, approved, arrived, clerk, sent, taken_over
from tests.committee.keys.test_issuing import issue, issuing
from tests.committee.proposals import brought_to, drafted
from tests.committee.service_clients import ServiceClient, ServiceClients

SEC = "522625-secretariat"
BY = clerk(COUNTY)


async def counted(service: ServiceClient) -> dict[str, list[Any]]:
    """Returns what the database of a service adds to the figures."""
    return {
        subject: sorted(steps)
        async for subject, each in facts(service.context.service)
        if (steps := list(contributions(each)))
    }


async def test_figures_are_those_of_the_database_that_was_put_back(roster: ServiceClients) -> None:
    county = roster.county
    kept, closed = await brought_to(county, "assign"), await brought_to(county, "submit")
    backup = await Backup.of(county)
    await county.post(f"/proposals/{closed}/file", SEC)
    lost = await brought_to(county, "close")
    await roster.county.post("/organizations/522625100/establish", SEC, on="2026-02-20")
    found, done = await backup.put_back(roster)
    assert [each.subject for each in found.void] == [lost]
    assert (done.epoch, done.void) == (3, 1)
    believed = await backup.believed(roster)
    assert {believed[id].version for id in (kept, closed, "522625100")} == {(3, 4), (3, 2), (3, 1)}
    assert believed[lost].envelope.type == "proposal.voided.v1"
    after = {subject: sorted(steps) for subject, event in believed.items() if (steps := _steps(event))}
    assert after == {subject: steps for service in roster.all for subject, steps in (await counted(service)).items()}


def _steps(event: Any) -> list[Any]:
    return list(contributions(event.facts))


async def test_a_number_that_was_given_is_not_given_again(roster: ServiceClients) -> None:
    backup = await Backup.of(roster.county)
    lost = [await drafted(roster.county) for _ in range(3)]
    await backup.put_back(roster)
    assert lost[-1] == "522625-p-2026-3"
    assert await drafted(roster.county) == "522625-p-2026-4"


async def test_what_follows_is_newer_than_all_that_was_ever_published(roster: ServiceClients) -> None:
    county = roster.county
    id = await brought_to(county, "submit")
    seen = await county.call("GET", f"/proposals/{id}", SEC)
    backup = await Backup.of(county)
    await county.post(f"/proposals/{id}/file", SEC)
    await county.post(f"/proposals/{id}/assign", SEC, sole="县教育局")
    await backup.put_back(roster)
    old = {"If-Match": seen.headers["etag"]}
    stale = await county.call("POST", f"/proposals/{id}/file", SEC, json={}, headers=old)
    assert stale.status_code == 412
    fresh = {"If-Match": (await county.call("GET", f"/proposals/{id}", SEC)).headers["etag"]}
    assert (await county.call("POST", f"/proposals/{id}/file", SEC, json={}, headers=fresh)).status_code == 200
    assert (await backup.believed(roster))[id].version == (3, 3)


async def test_a_second_restoration_publishes_under_a_higher_epoch_again(roster: ServiceClients) -> None:
    backup = await Backup.of(roster.county)
    await drafted(roster.county)
    await backup.put_back(roster)
    before = backup.kafka
    kept = await drafted(roster.county)
    _, done = await backup.put_back(roster)
    backup.kafka += before
    assert done.epoch == 5
    assert (await backup.believed(roster))[kept].envelope.type == "proposal.voided.v1"


async def test_a_voided_organization_vanishes_and_may_be_entered_again(roster: ServiceClients) -> None:
    key, entered = "522625101", {"title": "羊场镇", "level": "township", "parent": "522625", "on": "2026-02-20"}
    backup = await Backup.of(roster.county)
    await roster.county.post(f"/organizations/{key}/enter", SEC, **entered)
    await roster.deliver()
    assert key in await roster.city.context.directory.tree()
    await backup.put_back(roster)
    await roster.deliver()
    for service in roster.all:
        assert key not in await service.context.directory.tree()
    await roster.county.post(f"/organizations/{key}/enter", SEC, **{**entered, "title": "羊坪镇"})
    await roster.deliver()
    assert (await roster.city.context.directory.tree()).newest_name(key) == "羊坪镇"


async def shown(services: ServiceClients, id: str) -> Any:
    return await services.township.get(f"/opinions/{id}", clerk(TOWNSHIP))


async def test_what_came_after_the_backup_comes_again_and_the_origin_knows(connected: ServiceClients) -> None:
    origin = await approved(connected.township, TOWNSHIP)
    backup = await Backup.of(connected.county)
    transfer = await sent(connected, TOWNSHIP, origin)
    lost = await taken_over(connected, COUNTY, transfer)
    await backup.put_back(connected)
    assert await connected.deliver() == []
    again = await arrived(connected.county, COUNTY)
    assert again != lost
    published = {
        each["matter"]: (each["state"], each["state_title"]) for each in (await shown(connected, origin))["derived"]
    }
    assert published == {lost: ("voided", "已作废"), again: ("delivered", "待接收")}
    listed = await connected.township.get("/transfers", clerk(TOWNSHIP), side="out")
    assert listed["items"][0]["status"] == "delivered"
    await taken_over(connected, COUNTY, transfer)
    listed = await connected.township.get("/transfers", clerk(TOWNSHIP), side="out")
    assert listed["items"][0]["status"] == "accepted"


async def test_an_origin_that_knows_more_than_the_receiver_is_sent_the_present_state(connected: ServiceClients) -> None:
    origin = await approved(connected.township, TOWNSHIP)
    transfer = await sent(connected, TOWNSHIP, origin)
    backup = await Backup.of(connected.county)
    id = await taken_over(connected, COUNTY, transfer)
    await backup.put_back(connected)
    await connected.deliver()
    assert [(each["matter"], each["state"]) for each in (await shown(connected, origin))["derived"]] == [
        (id, "delivered")
    ]


async def test_what_was_returned_before_the_backup_is_not_sent_again_by_itself(connected: ServiceClients) -> None:
    origin = await approved(connected.township, TOWNSHIP)
    transfer = await sent(connected, TOWNSHIP, origin)
    await connected.county.post(f"/transfers/{transfer}/return", BY, reason="缺少地点")
    await connected.deliver()
    backup = await Backup.of(connected.township)
    await backup.put_back(connected)
    await connected.deliver()
    listed = await connected.county.get("/transfers", BY, side="in")
    assert [each["status"] for each in listed["items"]] == ["returned"]
    await connected.township.post(f"/transfers/{transfer}/resend", clerk(TOWNSHIP))
    await connected.deliver()
    listed = await connected.county.get("/transfers", BY, side="in")
    assert [each["status"] for each in listed["items"]] == ["delivered"]


@pytest.mark.full
async def test_what_was_sent_after_the_backup_stays_with_its_receiver(connected: ServiceClients) -> None:
    origin = await approved(connected.township, TOWNSHIP)
    backup = await Backup.of(connected.township)
    transfer = await sent(connected, TOWNSHIP, origin)
    found, _ = await backup.put_back(connected)
    assert [each.subject for each in found.sent] == [transfer]
    await taken_over(connected, COUNTY, transfer)  # the origin has no row of it: the news is passed over
    assert await connected.deliver() == []
    assert (await shown(connected, origin))["derived"] == []
    once_more = await sent(connected, TOWNSHIP, origin)
    listed = await connected.county.get("/transfers", BY, side="in")
    assert [(each["id"], each["status"]) for each in listed["items"]] == [
        (once_more, "delivered"),
        (transfer, "accepted"),
    ]


@pytest.mark.full
async def test_what_was_sealed_for_a_lost_key_is_returned_and_can_be_sent_again(roster: ServiceClients) -> None:
    township, county = roster.township, roster.county
    await township.account(clerk(TOWNSHIP), Role.SECRETARIAT, organization=TOWNSHIP)
    await roster.deliver()
    await issuing(county).issue([COUNTY])
    for service in (township, roster.city):
        await issue(service)
    await roster.deliver()
    backup = await Backup.of(county)
    await issuing(county).issue([COUNTY])  # what only the lost state of the database could open
    await issue(county)
    await roster.deliver()
    origin = await approved(township, TOWNSHIP)
    await township.post(f"/opinions/{origin}/forward", clerk(TOWNSHIP))
    await backup.put_back(roster)
    await roster.deliver(doubtful=1)  # the township of 522625, whose key is lost: nobody signs its record
    (returned,) = (await township.get("/transfers", clerk(TOWNSHIP), side="out"))["items"]
    assert (returned["status"], returned["reason"]) == ("returned", "密封内容不能用本单位的密钥打开，请重新发送")
    assert await issue(county) == [
        "522625"
    ]  # which had no key before the backup: a key of another signature is not trusted
    await roster.deliver(doubtful=1)
    await township.post(f"/transfers/{returned['id']}/resend", clerk(TOWNSHIP))
    await roster.deliver()
    came = await county.get(f"/opinions/{await arrived(county, COUNTY)}", BY)
    assert (came["status"], came["title"]) == ("delivered", "河道边的路灯坏了")


async def test_an_organization_whose_signing_key_is_lost_is_trusted_again_after_its_keeper_accepts_the_new_one(
    roster: ServiceClients,
) -> None:
    township, county, city = roster.township, roster.county, roster.city
    await township.account(clerk(TOWNSHIP), Role.SECRETARIAT, organization=TOWNSHIP)
    await roster.deliver()
    backup = await Backup.of(county)
    for service in (county, township, city):
        await issue(service)
    await roster.deliver()
    origin = await approved(township, TOWNSHIP)
    await township.post(f"/opinions/{origin}/forward", clerk(TOWNSHIP))
    await backup.put_back(roster)
    assert COUNTY in await issue(county)
    await county.endorsement.update()  # pins the city, whose key it does not know any more
    refused = await roster.deliver(doubtful=4)  # two own records, and those of the townships that the counties keep
    assert {each.reason for each in refused} == {"signature-invalid"}  # nobody trusts the key of its answer yet
    old, new = [each.signing_key for each in city.context.directory.keys.keys_of(COUNTY)]
    assert city.context.directory.signing_key(COUNTY) == old
    assert await city.endorsement.accept(COUNTY, new, "数据库由备份恢复") == "520600"
    await roster.deliver()
    assert {service.context.directory.signing_key(COUNTY) for service in roster.all} == {new}
    (waiting,) = (await township.get("/transfers", clerk(TOWNSHIP), side="out"))["items"]
    await township.post(f"/transfers/{waiting['id']}/resend", clerk(TOWNSHIP))
    assert await roster.deliver() == []
    came = await county.get(f"/opinions/{await arrived(county, COUNTY)}", BY)
    assert (came["status"], came["title"]) == ("delivered", "河道边的路灯坏了")
    before = city.context.directory.version(TOWNSHIP)
    city.read_to[county.name] = 0  # as after `replay events county`: the relay signs the record with the new key
    await city.apply(roster.all)
    await city.context.directory.tree()
    assert city.context.directory.version(TOWNSHIP) > before
