"""What the service gives to a browser that works without a network, and how it answers the drafts that come later."""

import httpx
import pytest
from sqlalchemy import func, select

from shared.committee.kinds.catalogue import KINDS
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClients

CLERK, LEADER = "520603202-secretariat", "520603202-leader"
VISIT = {"command": "record", "title": "断网时的来访", "outcomes": "advice", "on": ""}
VISITS = next(kind for kind in KINDS if kind.name == "visits").table


@pytest.fixture
def clerk(connected: ServiceClients) -> PageClient:
    """Returns the secretariat of a township, logged in on the pages of its service."""
    return PageClient(connected.township, CLERK)


async def send(client: PageClient, key: str = "k1", **changed: str) -> httpx.Response:
    """Sends a draft as the script of the entry page does."""
    account = (await client.get("/offline/account")).json()
    fields = VISIT | changed | {"form_key": key, "form_token": account["form_token"]}
    headers = {"Accept": "application/json", "Idempotency-Key": key}
    return await client.post("/visits/new", {name: [value] for name, value in fields.items()}, **headers)


async def recorded(client: PageClient) -> int:
    async with client.service.state.database.reading() as connection:
        return int(await connection.scalar(select(func.count()).select_from(VISITS)) or 0)


async def test_the_page_that_a_browser_keeps_contains_nothing_of_an_account(clerk: PageClient) -> None:
    page = await clerk.get("/offline")
    assert page.status_code == 200
    assert "登记来访" in words(page)
    assert "登记社情民意" in words(page)
    assert "520603202" not in page.text
    assert "form_token" not in page.text


async def test_each_account_has_a_secret_of_its_own_that_is_the_same_in_every_session(
    clerk: PageClient, connected: ServiceClients
) -> None:
    answer = await clerk.get("/offline/account")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["account"] == CLERK
    again = (await clerk.get("/offline/account")).json()["secret"]
    other = (await PageClient(connected.township, LEADER).get("/offline/account")).json()["secret"]
    assert answer.json()["secret"] == again != other


async def test_a_draft_that_is_sent_twice_is_recorded_once(clerk: PageClient) -> None:
    first, second = await send(clerk), await send(clerk)
    assert (first.status_code, second.status_code) == (201, 201), first.text
    assert first.headers["Location"] == second.headers["Location"]
    assert await recorded(clerk) == 1


async def test_a_draft_with_the_key_of_another_one_is_refused(clerk: PageClient) -> None:
    await send(clerk)
    refused = await send(clerk, title="另一次来访")
    assert (refused.status_code, refused.json()["code"]) == (409, "form-already-sent")
    assert await recorded(clerk) == 1


async def test_a_refused_draft_is_answered_with_the_field_and_its_rule(clerk: PageClient) -> None:
    refused = await send(clerk, outcomes="")
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert "结果" in refused.json()["detail"]
    assert await recorded(clerk) == 0


async def test_where_the_charter_lists_nothing_there_is_no_entry_page(connected: ServiceClients) -> None:
    county = PageClient(connected.county, "520603-secretariat")
    assert (await county.get("/offline")).status_code == 404
    assert "离线填写" not in words(await county.get("/"))


async def test_the_service_worker_may_request_from_the_service_alone(connected: ServiceClients) -> None:
    worker = await connected.township.client.get("/offline/worker.js")
    assert worker.headers["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert worker.headers["Service-Worker-Allowed"] == "/"
