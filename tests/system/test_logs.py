"""Correlation of responses, log lines and events across processes."""

from datetime import UTC, datetime

from aiokafka import AIOKafkaProducer

from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic, topic_name
from shared.contracts.writers import Writer
from shared.messaging.clients import producer
from shared.messaging.settings import KafkaSettings
from tests.support.system import System

CLERK = "522625-secretariat"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_the_trace_of_a_problem_stands_in_the_line_of_its_request(system: System) -> None:
    answer = system.request("POST", "county", "/api/v1/proposals", account=CLERK, json={"nothing": 1})
    problem = answer.json()
    line = system.logged("county", trace_id=problem["trace_id"], event="request")
    assert (line["status"], line["code"], line["account"]) == (422, problem["code"], CLERK)
    assert (line["method"], line["route"]) == ("POST", "/api/v1/proposals")
    assert line["request_id"] == answer.headers["x-request-id"]


def test_the_ids_of_a_client_are_those_of_the_log(system: System) -> None:
    headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "X-Request-Id": "asked-1"}
    system.request("GET", "county", "/api/v1/nowhere", account=CLERK, headers=headers)
    line = system.logged("county", request_id="asked-1")
    assert (line["trace_id"], line["status"], line["level"]) == (TRACE, 404, "info")


def test_the_event_of_a_request_is_found_where_it_was_published(system: System) -> None:
    answer = system.request("POST", "county", "/api/v1/proposals", account=CLERK, json={"title": "关于日志的提案"})
    line = system.logged("county", request_id=answer.headers["x-request-id"])
    assert (line["event_id"], line["events"]) == (f"{answer.json()['id']}/1/1", 1)
    published = system.logged("county", event="published", event_id=line["event_id"])
    assert published["service"] == "county"


def test_what_one_level_sends_is_taken_in_by_another_in_the_same_trace(system: System) -> None:
    arrived = system.logged("county", event="transfer_message_applied", result="delivered")
    sent = system.logged("township", event="request", trace_id=arrived["trace_id"])
    assert sent["status"] in (200, 201)
    assert sent["events"] > 1
    assert arrived["event_id"].startswith(sent["event_id"].partition("-")[0])


async def test_a_dead_letter_is_logged_with_the_event_that_it_claims_to_be(system: System) -> None:
    kafka = KafkaSettings(bootstrap=f"127.0.0.1:{system.base + 50}", idempotent=False)
    claimed = f"522625-p-2014-{datetime.now(UTC):%f}/1/1"
    sender: AIOKafkaProducer = producer(kafka)
    await sender.start()
    value = f'{{"specversion":"1.0","id":"{claimed}"}}'.encode()
    topic = topic_name(Topic.PROPOSALS, Writer.COUNTY)
    await sender.send_and_wait(topic, value, partition=partition_of("522625-p-2014-1"))
    await sender.stop()
    line = system.logged("tally", event="dead_letter_written", event_id=claimed)
    assert (line["topic"], line["consumer"], line["level"]) == (topic, "lianxi-tally", "warning")
    assert line["reason"]
