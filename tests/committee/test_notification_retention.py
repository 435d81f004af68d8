"""Old notifications and their messages are deleted; what is shown or has yet to be sent is not."""

from datetime import timedelta

from sqlalchemy import func, select

from shared.committee.deliveries.retention import notification_purge
from shared.committee.deliveries.tables import deliveries, delivery_items
from shared.committee.notifications.tables import notification_reads, notifications
from tests.committee.mail_server import ADDRESS, UNIT_ACCOUNT, MailAway, chooses, sender_of, states
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.ports import free_port

CLERK = "522625-secretariat"


async def counts(service: ServiceClient) -> list[int]:
    """Returns the number of notifications, readings, items of messages, and messages."""
    tables = (notifications, notification_reads, delivery_items, deliveries)
    async with service.context.service.reading() as connection:
        return [await connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


async def purged(service: ServiceClient, *, days: int, kept_days: int = 100) -> list[int]:
    """Purges as the service does after so many days; returns what is left."""
    purge = notification_purge(service.context.charters, kept_days=kept_days)
    async with service.context.service.transaction() as connection:
        await purge(connection, service.context.now() + timedelta(days=days))
    return await counts(service)


async def test_read_and_sent_notifications_are_deleted_after_the_days_of_the_setting(roster: ServiceClients) -> None:
    county, mail = roster.county, MailAway(free_port())
    mail.start()
    await chooses(county)
    await brought_to(county, "assign")
    await sender_of(county, mail).update()
    mail.stop()
    assert (await county.call("POST", "/notifications/read", UNIT_ACCOUNT, json={})).status_code == 204
    before = await counts(county)
    assert all(before)
    assert await purged(county, days=100) == before
    assert await purged(county, days=101) == [0, 0, 0, 0]


async def test_what_a_charter_still_shows_is_kept(roster: ServiceClients) -> None:
    await brought_to(roster.county, "assign")
    before = await counts(roster.county)
    assert await purged(roster.county, days=89, kept_days=30) == before  # shown for 90 days
    assert (await purged(roster.county, days=91, kept_days=30))[0] == 0


async def test_a_message_that_waits_is_kept_with_its_notifications(roster: ServiceClients) -> None:
    county = roster.county
    await chooses(county)
    await brought_to(county, "assign")
    await sender_of(county, free_port()).update()  # no server there
    assert await states(county) == ["waiting"]
    left = await purged(county, days=1000)
    assert left == [1, 0, 1, 1]
    mail = MailAway(free_port())
    mail.start()
    county.clock.advance(days=1)
    await sender_of(county, mail).update()
    mail.stop()
    assert len(mail.box.mails) == 1
    assert await purged(county, days=1000) == [0, 0, 0, 0]


async def test_an_account_chooses_its_mails_through_the_api(roster: ServiceClients) -> None:
    county = roster.county
    found = await county.get("/notifications/choices", UNIT_ACCOUNT)
    assert (found["address"], found["sends_mail"], found["undelivered"]) == ("", False, "")
    for wrong, field in (({"address": "nobody"}, "address"), ({"address": ADDRESS, "sorts": []}, "sorts")):
        answer = await county.call("POST", "/notifications/choices", UNIT_ACCOUNT, json=wrong)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    body = {"address": ADDRESS, "sorts": ["urged", "assigned"], "daily": True}
    assert (await county.call("POST", "/notifications/choices", UNIT_ACCOUNT, json=body)).status_code == 204
    found = await county.get("/notifications/choices", UNIT_ACCOUNT)
    assert (found["address"], found["sorts"], found["daily"]) == (ADDRESS, ["assigned", "urged"], True)
    assert (await county.get("/notifications/choices", CLERK))["address"] == ""
    assert (await county.call("POST", "/notifications/choices", UNIT_ACCOUNT, json={"address": ""})).is_success
    assert (await county.get("/notifications/choices", UNIT_ACCOUNT))["address"] == ""
