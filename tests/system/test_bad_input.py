"""Invalid input gets a clear error, and nothing is lost."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiokafka import TopicPartition

from shared.contracts.dead_letters import DeadLetter, decode_dead_letter
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic, names_of
from shared.contracts.writers import Writer
from shared.domain.calendar import today
from shared.messaging.clients import producer
from shared.messaging.readers.consumer_session import ConsumerSession
from shared.messaging.settings import KafkaSettings
from tests.support.system import System
from tests.support.waiting import wait_until

CLERK = "522625-secretariat"
COMMITTEE = "522625-proposals_committee"
DAY = today(datetime.now(UTC)) - timedelta(days=10)
"""The day of every step here: a run that begins before midnight and ends after it sees the same figures."""


def problem(system: System, path: str, *, account: str | None = CLERK, **options: Any) -> tuple[int, str, list[str]]:
    """Returns status, code and the wrong fields."""
    answer = system.request("POST", "county", f"/api/v1{path}", account=account, **options)
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    body = answer.json()
    assert body["title"]
    assert body["trace_id"]
    return answer.status_code, body["code"], [error["field"] for error in body.get("errors", [])]


@pytest.fixture(scope="module")
def proposal(system: System) -> str:
    """Creates a proposal that is under review; returns it."""
    return under_review(system, "关于错误输入的提案")


def under_review(system: System, title: str) -> str:
    made = system.post("county", "/proposals", CLERK, title=title, content="正文", on=DAY.isoformat())
    system.post("county", f"/proposals/{made['id']}/submit", CLERK, on=DAY.isoformat())
    return str(made["id"])


def test_a_command_in_the_wrong_state_names_the_state(system: System, proposal: str) -> None:
    answer = system.request("POST", "county", f"/api/v1/proposals/{proposal}/close", account=CLERK, json={})
    assert answer.status_code == 409
    body = answer.json()
    assert (body["code"], body["status_now"]) == ("not-allowed-now", "under_review")
    assert "file" in body["allowed"]


def test_an_organization_that_nobody_has_entered_is_unknown(system: System) -> None:
    body = {"title": "关于未知单位的提案", "organization": "999999"}
    assert problem(system, "/proposals", json=body)[:2] == (404, "unknown-organization")


def test_another_committees_matters_are_not_ours(system: System) -> None:
    body = {"title": "关于别处的提案", "organization": "522626"}
    assert problem(system, "/proposals", json=body)[0] == 403


def test_missing_and_superfluous_fields_are_named(system: System, proposal: str) -> None:
    status, code, fields = problem(system, f"/proposals/{proposal}/refuse", json={"reason": "x"})
    assert (status, code, sorted(fields)) == (422, "invalid", ["ground", "reason"])


def test_a_day_in_the_future_or_before_the_step_before_is_refused(system: System, proposal: str) -> None:
    for day in (today(datetime.now(UTC)) + timedelta(days=2), DAY - timedelta(days=1)):
        body = {"on": day.isoformat()}
        assert problem(system, f"/proposals/{proposal}/file", json=body) == (422, "invalid", ["on"])


def test_a_wrong_token_is_nobody(system: System) -> None:
    headers = {"Authorization": "Bearer wrong"}
    assert problem(system, "/proposals", account=None, headers=headers, json={"title": "x"})[0] == 401


def test_ten_megabytes_are_too_much(system: System) -> None:
    content = b'{"title":"' + b"x" * 10_000_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    assert problem(system, "/proposals", content=content, headers=headers)[0] == 413


@pytest.mark.parametrize("content", [b'{"title": ', b'{"title": "\xff\xfe"}', b"[]", b"", b'"x"'])
def test_a_body_that_is_no_json_object_is_refused(system: System, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert problem(system, "/proposals", content=content, headers=headers)[0] in (400, 422)


def test_a_search_for_a_very_long_number_finds_nothing(system: System) -> None:
    assert system.get("county", "/proposals", CLERK, q="9" * 23)["total"] == 0


def test_nothing_of_all_that_left_a_trace(system: System, proposal: str) -> None:
    found = system.get("county", f"/proposals/{proposal}", CLERK)
    assert (found["status"], found["sequence"]) == ("under_review", 2)


async def test_a_malformed_event_becomes_a_dead_letter_and_the_stream_goes_on(system: System, proposal: str) -> None:
    kafka = KafkaSettings(bootstrap=f"127.0.0.1:{system.base + 50}", idempotent=False)
    partition = partition_of(proposal)
    poison = f'{{"specversion":"1.0","poison":"{datetime.now(UTC).isoformat()}"}}'.encode()
    foreign = b"\xff not json"
    sender = producer(kafka)
    await sender.start()
    events = names_of((Topic.PROPOSALS, Topic.ORGANIZATIONS), Writer.COUNTY)
    for topic in events:
        for value in (poison, foreign):
            await sender.send_and_wait(topic, value, key=b"any", partition=partition)
    for page in (Topic.TALLIES, Topic.REPORTS):
        await sender.send_and_wait(page.value, b'{"kind":"page","stamp":{"cluster":"\xff"}}', key=b"any", partition=0)
    await sender.stop()

    before = await asyncio.to_thread(system.figure, "522625", "proposals_filed", year=DAY.year)
    await asyncio.to_thread(system.post, "county", f"/proposals/{proposal}/file", COMMITTEE, on=DAY.isoformat())
    counted = before["numerator"] + 1
    await asyncio.to_thread(
        wait_until,
        lambda: system.figure("522625", "proposals_filed", year=DAY.year)["numerator"] == counted,
        what="the filed proposal in the report",
    )
    letters = await dead_letters(kafka, at_least=6)
    by_value = {letter.value for letter in letters}
    assert {poison, foreign} <= by_value
    assert {*events, Topic.TALLIES, Topic.REPORTS} <= {letter.topic for letter in letters}
    assert all(letter.reason for letter in letters)
    assert (await asyncio.to_thread(system.deploy, "reconcile")).returncode == 0


async def dead_letters(kafka: KafkaSettings, *, at_least: int) -> list[DeadLetter]:
    """Returns all dead letters, as soon as there are this many distinct ones."""
    session = ConsumerSession(kafka, {TopicPartition(Topic.DEAD_LETTERS.value, 0): 0})
    await session.start()
    found: dict[bytes, DeadLetter] = {}
    try:
        async with asyncio.timeout(60):
            while len(found) < at_least:
                for record in await session.fetch():
                    letter = decode_dead_letter(record.value)
                    found[letter.key] = letter
    finally:
        await session.close()
    return list(found.values())


def test_what_was_written_is_soon_in_the_citys_report_and_not_in_that_of_the_day_before(system: System) -> None:
    before = system.figure("522625", "proposals_received", year=DAY.year)["numerator"]
    under_review(system, "关于时效的提案")
    wait_until(
        lambda: system.figure("522625", "proposals_received", year=DAY.year)["numerator"] == before + 1,
        what="the proposal in the report",
    )
    day_before = (DAY - timedelta(days=1)).isoformat()
    assert system.figure("522625", "proposals_received", year=DAY.year, as_of=day_before)["numerator"] <= before
