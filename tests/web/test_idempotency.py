"""A POST that is sent twice has one effect and one answer."""

import asyncio

import httpx
import pytest
from sqlalchemy import func, select

from shared.contracts.vocabulary import Role
from shared.web import idempotency
from tests.support.problems import check_problem
from tests.support.site import Site


async def write(site: Site, text: str, key: str | None, me: dict[str, str], query: str = "") -> httpx.Response:
    headers = me if key is None else {**me, "Idempotency-Key": key}
    return await site.client.post(f"/api/v1/notes{query}", json={"text": text}, headers=headers)


async def test_the_second_answer_is_the_first_one(site: Site) -> None:
    me = await site.secretary()
    first, second = await write(site, "x", "k", me), await write(site, "x", "k", me)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    for header in ("Location", "ETag", "Content-Type"):
        assert first.headers[header] == second.headers[header]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert await site.notes() == 1


async def test_without_a_key_everything_happens_twice(site: Site) -> None:
    me = await site.secretary()
    for _ in range(2):
        await write(site, "x", None, me)
    assert await site.notes() == 2


async def test_a_key_that_comes_back_with_another_body_is_refused(site: Site) -> None:
    me = await site.secretary()
    await write(site, "x", "k", me)
    check_problem(await write(site, "y", "k", me), 422, "idempotency-key-reused")
    check_problem(await write(site, "x", "k", me, query="?dry_run=true"), 422, "idempotency-key-reused")
    assert await site.notes() == 1


async def test_the_keys_of_two_accounts_have_nothing_to_do_with_each_other(site: Site) -> None:
    me = await site.secretary()
    other = await site.log_in(await site.account("522626-secretariat", Role.SECRETARIAT, organization="522626"))
    await write(site, "x", "k", me)
    await write(site, "y", "k", other)
    assert await site.notes() == 2


async def test_many_equal_requests_at_once_have_one_effect_and_one_answer(site: Site) -> None:
    me = await site.secretary()
    answers = await asyncio.gather(*(write(site, "x", "k", me) for _ in range(8)))
    assert {answer.content for answer in answers} == {answers[0].content}
    assert {answer.status_code for answer in answers} == {201}
    assert await site.notes() == 1


async def test_a_refusal_does_not_use_the_key_up(site: Site) -> None:
    me = await site.secretary()
    for _ in range(2):
        check_problem(await write(site, "refused", "k", me), 409, "not-allowed-now")
    assert (await write(site, "x", "k", me)).status_code == 201


@pytest.mark.parametrize("key", ["", "k" * 256, "钥".encode(), b"a\tb"])
async def test_a_key_that_can_be_none_is_refused(site: Site, key: str | bytes) -> None:
    me = {name.encode(): value.encode() for name, value in (await site.secretary()).items()}
    raw = key.encode() if isinstance(key, str) else key
    answer = await site.client.post("/api/v1/notes", json={"text": "x"}, headers={**me, b"Idempotency-Key": raw})
    check_problem(answer, 422, "invalid")


async def test_keys_are_forgotten_after_seven_days(site: Site) -> None:
    me = await site.secretary()
    await write(site, "x", "k", me)
    for days, left in ((6, 1), (2, 0)):
        site.clock.advance(days=days)
        async with site.database.transaction() as connection:
            await idempotency.purge(connection, site.clock.now())
            counted = await connection.execute(select(func.count()).select_from(idempotency.idempotency_keys))
            assert counted.scalar_one() == left


async def test_every_post_that_changes_something_takes_a_key(site: Site) -> None:
    admin = await site.administrator()
    body = {"name": "522625-leader", "organization": "522625", "roles": ["member"], "password": "battery staple"}
    answers = [
        await site.client.post("/api/v1/accounts", json=body, headers={**admin, "Idempotency-Key": "k"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
