"""The personal data of a member who has left are exported and erased; matters, numbers, events and figures stay."""

import pytest
from sqlalchemy import select

from shared.committee.tables import matter_texts
from shared.messaging.outbox.table import outbox
from shared.storage.database import service_tables
from shared.web.audit_log.table import audit_log
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients

CLERK, ADMIN, MEMBER = "522625-secretariat", "administrator", "522625-member"
NAME, CONTACT = "覃大海", "13900000000"


class Person:
    """A member with an account, who proposes a proposal together with somebody else, and is invited to another one."""

    def __init__(self, service: ServiceClient) -> None:
        self.service = service
        self.id = self.proposal = self.invited = ""

    async def begin(self) -> None:
        service = self.service
        body = {"name": NAME, "sector": "教育", "contact": CONTACT}
        self.id = (await service.post("/members", CLERK, **body))["id"]
        await service.post(f"/members/{self.id}/link", ADMIN, account=MEMBER)
        begun = {"title": "一", "content": "正文", "proposers": [NAME, "韦小山"]}
        self.proposal = (await service.post("/proposals", CLERK, **begun))["id"]
        self.invited = (await service.post("/proposals", CLERK, **begun | {"proposers": ["韦小山"]}))["id"]
        await service.post(f"/proposals/{self.invited}/cosign", CLERK, member=self.id)

    async def leave(self) -> None:
        await self.service.post(f"/members/{self.id}/leave", CLERK)

    async def stored(self, text: str) -> list[str]:
        """Returns the tables of the service database that contain a text, without responses and forms that expire by themselves."""
        found = []
        async with self.service.context.service.reading() as connection:
            for table in service_tables.sorted_tables:
                rows = (await connection.execute(select(table))).all()
                found += [table.name] * any(text in str(value) for row in rows for value in row)
        return [name for name in found if name not in ("idempotency_keys", "pending_forms")]


@pytest.fixture
async def person(roster: ServiceClients) -> Person:
    found = Person(roster.county)
    await found.begin()
    return found


async def events(service: ServiceClient) -> list[tuple[object, ...]]:
    async with service.context.service.reading() as connection:
        return [tuple(row) for row in await connection.execute(select(outbox).order_by(*outbox.primary_key))]


async def test_the_name_of_an_erased_member_is_nowhere_and_events_and_numbers_stay(person: Person) -> None:
    service = person.service
    assert {"members", "matter_texts", "search_keys"} <= set(await person.stored(NAME))
    await person.leave()
    before, known = await service.get(f"/proposals/{person.proposal}", CLERK), await events(service)
    await service.post(f"/members/{person.id}/erase", ADMIN)
    assert await person.stored(NAME) == []
    assert await person.stored(CONTACT) == []
    after = await service.get(f"/proposals/{person.proposal}", CLERK)
    assert after["proposers"] == ["已删除", "韦小山"]
    assert {**after, "proposers": before["proposers"]} == before
    assert await events(service) == known


async def test_an_erased_member_is_not_found_by_name_and_others_are(person: Person) -> None:
    service = person.service
    assert (await service.get("/proposals", CLERK, q=NAME))["total"] >= 1
    await person.leave()
    await service.post(f"/members/{person.id}/erase", ADMIN)
    assert (await service.get("/proposals", CLERK, q=NAME))["total"] == 0
    assert (await service.get("/proposals", CLERK, q="韦小山"))["total"] == 2
    assert (await service.get("/proposals", CLERK, q="已删除"))["total"] == 1


async def test_the_account_of_an_erased_member_is_closed(person: Person) -> None:
    await person.service.post("/members", CLERK, name="另一位")
    await person.leave()
    await person.service.post(f"/members/{person.id}/erase", ADMIN)
    assert (await person.service.call("GET", "/sessions", MEMBER)).status_code == 401
    account = await person.service.get(f"/accounts/{MEMBER}", ADMIN)
    assert (account["disabled"], account["identity"]) == (True, None)


async def test_an_invitation_of_another_member_of_the_same_name_keeps_the_name(person: Person) -> None:
    service = person.service
    other = (await service.post("/members", CLERK, name=NAME, sector="卫生"))["id"]
    third = (await service.post("/proposals", CLERK, title="一", content="正文", proposers=["韦小山"]))["id"]
    await service.post(f"/proposals/{third}/cosign", CLERK, member=other)
    await person.leave()
    await service.post(f"/members/{person.id}/erase", ADMIN)
    async with service.context.service.reading() as connection:
        named = matter_texts.c.name == "cosigner"
        rows = await connection.execute(select(matter_texts.c.matter, matter_texts.c.text).where(named))
        assert {row.matter: row.text for row in rows} == {person.invited: "已删除", third: NAME}


async def test_a_member_is_erased_after_leaving_and_once(person: Person) -> None:
    service = person.service
    assert await service.refused(f"/members/{person.id}/erase", ADMIN) == (409, "not-left")
    await person.leave()
    assert await service.refused(f"/members/{person.id}/erase", CLERK) == (403, "role-not-allowed")
    await service.post(f"/members/{person.id}/erase", ADMIN)
    assert await service.refused(f"/members/{person.id}/erase", ADMIN) == (409, "already-erased")
    async with service.context.service.reading() as connection:
        rows = await connection.execute(select(audit_log.c.actor, audit_log.c.action, audit_log.c.subject))
        assert (ADMIN, "person_erased", person.id) in [tuple(row) for row in rows]


async def test_two_erased_members_of_one_term_stay_apart(person: Person) -> None:
    service = person.service
    other = (await service.post("/members", CLERK, name="韦小山", sector="教育"))["id"]
    for id in (person.id, other):
        await service.post(f"/members/{id}/leave", CLERK)
        await service.post(f"/members/{id}/erase", ADMIN)
    found = (await service.get("/members", CLERK))["items"]
    assert sorted(each["name"] for each in found) == sorted(
        f"已删除（{id.rpartition('-')[2]}）" for id in (person.id, other)
    )


async def test_an_export_contains_what_is_stored_about_a_member_and_no_secret(person: Person) -> None:
    found = await person.service.get(f"/members/{person.id}/personal-data", ADMIN)
    assert (found["register_entry"]["name"], found["register_entry"]["contact"]) == (NAME, CONTACT)
    assert [row["matter"] for row in found["rows"]["matter_members"]] == [person.proposal]
    assert [row["matter"] for row in found["rows"]["matter_invitations"]] == [person.invited]
    assert [row["name"] for row in found["rows"]["accounts"]] == [MEMBER]
    assert found["mentions"] == [person.proposal]
    assert not any("hash" in column for rows in found["rows"].values() for row in rows for column in row)
    for by, status in ((CLERK, 403), ("520603-secretariat", 404)):
        answer = await person.service.call("GET", f"/members/{person.id}/personal-data", by)
        assert answer.status_code == status


async def test_the_page_erases_after_a_question_and_offers_the_export_before(
    person: Person, roster: ServiceClients
) -> None:
    admin = PageClient(roster.county, ADMIN)
    assert "erase_member" not in admin.commands(await admin.get(f"/members/{person.id}"))
    await person.leave()
    page = await admin.get(f"/members/{person.id}")
    assert "erase_member" not in PageClient(roster.county, CLERK).commands(
        await PageClient(roster.county, CLERK).get(f"/members/{person.id}")
    )
    exported = await admin.get(f"/members/{person.id}/personal-data")
    assert (exported.status_code, exported.headers["Content-Type"]) == (200, "application/json")
    assert NAME in exported.text
    asked = await admin.run_command(page, "erase_member")
    assert "不能撤销" in words(asked)
    assert await person.stored(NAME) != []
    erased = await admin.run_command(asked, "erase_member")
    assert "删除个人资料已完成" in words(erased)
    assert NAME not in erased.text
