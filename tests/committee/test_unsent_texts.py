"""Texts of replies and other commands that were typed and not submitted: stored for the account, offered again, then deleted."""

from datetime import timedelta

from sqlalchemy import select

from shared.committee.autosaves import RETENTION, autosaves, purge
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients

SEC, UNIT, AUDITOR = "522625-secretariat", "522625-handling_unit", "522625-auditor"
OFFERED = "还没有提交"


async def typed(clerk: PageClient, id: str, command: str, **texts: str) -> int:
    """Sends what the script of the form sends; returns the status."""
    fields = clerk.fields(await clerk.get(f"/proposals/{id}"), command)
    sent = fields | {name: [text] for name, text in texts.items()}
    return (await clerk.post(f"/proposals/{id}/autosave", sent)).status_code


async def stored(county: ServiceClient) -> int:
    async with county.context.service.reading() as connection:
        return len((await connection.execute(select(autosaves.c.command))).all())


async def test_the_text_of_a_reply_is_offered_again_until_it_is_submitted(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await brought_to(county, "acknowledge")
    events = len(await county.announced())
    assert await typed(clerk, id, "reply", text="经研究，答复如下", answer_class="A") == 200
    page = await clerk.get(f"/proposals/{id}")
    fields = clerk.fields(page, "reply")
    assert (fields["text"], fields["answer_class"]) == (["经研究，答复如下"], ["A"])
    assert OFFERED in words(page)
    assert OFFERED not in words(await PageClient(county, UNIT).get(f"/proposals/{id}"))
    assert len(await county.announced()) == events
    assert (await clerk.run_command(page, "reply")).status_code == 200
    assert await stored(county) == 0


async def test_a_late_request_of_the_script_stores_nothing_that_was_submitted(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await brought_to(county, "acknowledge")
    page = await clerk.get(f"/proposals/{id}")
    await clerk.run_command(page, "urge", text="请抓紧办理")
    late = clerk.fields(page, "urge") | {"text": ["请抓紧办理"]}
    assert (await clerk.post(f"/proposals/{id}/autosave", late)).status_code == 200
    assert await stored(county) == 0


async def test_texts_of_several_commands_are_stored_apart_and_an_emptied_text_is_deleted(
    roster: ServiceClients,
) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await brought_to(county, "acknowledge")
    await typed(clerk, id, "reply", text="答复")
    await typed(clerk, id, "urge", text="催办")
    page = await clerk.get(f"/proposals/{id}")
    assert [clerk.fields(page, name)["text"] for name in ("reply", "urge")] == [["答复"], ["催办"]]
    await typed(clerk, id, "urge", text=" ")
    assert await stored(county) == 1
    discard = clerk.fields(page, "reply") | {"discard": ["1"]}
    assert (await clerk.post(f"/proposals/{id}/autosave", discard)).status_code == 303
    assert await stored(county) == 0


async def test_only_who_may_give_the_command_stores_its_text(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await brought_to(county, "acknowledge")
    fields = clerk.fields(await clerk.get(f"/proposals/{id}"), "reply") | {"text": ["答复"]}
    assert (await PageClient(county, AUDITOR).post(f"/proposals/{id}/autosave", fields)).status_code == 403
    unknown = fields | {"command": ["nothing"]}
    assert (await clerk.post(f"/proposals/{id}/autosave", unknown)).status_code == 404


async def test_a_text_is_deleted_after_thirty_days(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, SEC)
    id = await brought_to(county, "acknowledge")
    await typed(clerk, id, "reply", text="答复")
    now = county.context.now()
    async with county.context.service.transaction() as connection:
        await purge(connection, now + RETENTION - timedelta(minutes=1))
    assert await stored(county) == 1
    async with county.context.service.transaction() as connection:
        await purge(connection, now + RETENTION + timedelta(minutes=1))
    assert await stored(county) == 0
