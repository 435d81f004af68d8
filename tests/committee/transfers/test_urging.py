"""A received matter that nobody accepts or returns: its sender urges the addressee, who is notified."""

from typing import Any

from tests.committee.forwarding import COUNTY, TOWNSHIP, approved, arrived, clerk, sent, service_of
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClients

TEXT = "已超过答复期限，请接收或退回"


async def late(services: ServiceClients) -> tuple[str, str]:
    """Sends a report to the county, which does not answer within the limit; returns its id and that of the transfer."""
    id = await approved(services.township, TOWNSHIP)
    transfer = await sent(services, TOWNSHIP, id)
    services.clock.advance(days=16)
    return id, transfer


async def urge(services: ServiceClients, transfer: str, **fields: Any) -> None:
    await services.township.post(f"/transfers/{transfer}/urge_transfer", clerk(TOWNSHIP), **{"text": TEXT, **fields})


async def urgings(services: ServiceClients, organization: str, **query: Any) -> list[int]:
    found = await service_of(services, organization).get("/transfers", clerk(organization), **query)
    return [each["urgings"] for each in found["items"]]


async def test_an_urging_reaches_the_addressee_once(connected: ServiceClients) -> None:
    _, transfer = await late(connected)
    await urge(connected, transfer)
    await connected.deliver()
    assert await urgings(connected, TOWNSHIP, side="out") == [1]
    assert await urgings(connected, COUNTY, side="in", urged=True) == [1]
    matter = await arrived(connected.county, COUNTY)

    async def noted() -> list[str]:
        past = await connected.county.get(f"/opinions/{matter}/history", clerk(COUNTY))
        return [step["texts"]["text"] for step in past["items"] if step["command"] == "note_urging"]

    assert await noted() == [TEXT]
    notifications = (await connected.county.get("/notifications", clerk(COUNTY)))["items"]
    assert [each["text"].startswith("报送单位已催办") for each in notifications] == [True, False]  # and that it arrived
    connected.county.read_to.clear()  # everything arrives again
    assert await connected.deliver() == []
    await urge(connected, transfer, text="再次催办")
    await connected.deliver()
    assert await noted() == [TEXT, "再次催办"]
    tasks = (await connected.county.get("/worklist", clerk(COUNTY)))["tasks"]
    assert ("来件被催办", 1) in [(each["title"], each["count"]) for each in tasks]
    await connected.county.post(f"/transfers/{transfer}/accept", clerk(COUNTY))
    assert await urgings(connected, COUNTY, side="in", urged=True) == []


async def test_nobody_is_urged_within_the_limit_or_after_an_answer(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    await connected.township.post(f"/opinions/{id}/forward", clerk(TOWNSHIP))
    transfer = (await connected.township.get("/transfers", clerk(TOWNSHIP)))["items"][0]["id"]
    path, by = f"/transfers/{transfer}/urge_transfer", clerk(TOWNSHIP)

    async def refused(text: str = TEXT) -> Any:
        return await connected.township.refused(path, by, text=text)

    assert await refused() == (409, "not-delivered")
    await connected.deliver()
    assert await refused() == (409, "limit-not-passed")
    connected.clock.advance(days=16)
    assert (await refused(" "))[0] == 422
    assert (await connected.county.refused(path, clerk(COUNTY), text=TEXT))[0] == 404
    await connected.county.post(f"/transfers/{transfer}/return", clerk(COUNTY), reason="缺少地点")
    await connected.deliver()
    assert await refused() == (409, "already-answered")


async def test_the_page_of_transfers_leads_to_the_form_that_fits(connected: ServiceClients) -> None:
    id, _ = await late(connected)
    page = PageClient(connected.township, clerk(TOWNSHIP))
    listed = await page.get("/transfers?side=out&overdue=true")
    assert "#urge_transfer" in listed.text
    assert "重新报送" not in words(listed)
    shown = await page.get(f"/opinions/{id}")
    assert "#resend" not in shown.text
    assert 'id="resend"' not in shown.text
    assert 'id="urge_transfer"' in shown.text
    after = words(await page.run_command(shown, "urge_transfer", text=TEXT))
    assert "逾期无答复" in after
    assert TEXT in after
    assert "已催办1次" in words(await page.get("/transfers?side=out"))
    await connected.deliver()
    county = PageClient(connected.county, clerk(COUNTY))
    assert "已催办1次" in words(await county.get("/transfers?urged=true"))
    assert "报送单位催办" in words(await county.get(f"/opinions/{await arrived(connected.county, COUNTY)}"))


async def test_what_was_not_delivered_is_sent_again(connected: ServiceClients) -> None:
    id = await approved(connected.township, TOWNSHIP)
    await connected.township.post(f"/opinions/{id}/forward", clerk(TOWNSHIP))
    connected.clock.advance(days=16)
    page = PageClient(connected.township, clerk(TOWNSHIP))
    assert "#resend" in (await page.get("/transfers")).text
    assert 'id="urge_transfer"' not in (await page.get(f"/opinions/{id}")).text
