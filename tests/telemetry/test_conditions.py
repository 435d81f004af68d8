"""A lasting condition is logged once a minute, however often it occurs."""

import logging

import pytest
from structlog.testing import capture_logs

from shared.telemetry.conditions import AGAIN_SECONDS, Condition, Throttle
from tests.support.clock import MonotonicClock


@pytest.fixture
def clock() -> MonotonicClock:
    return MonotonicClock()


def _written(throttle: Throttle, text: str, *arguments: object, logger: str = "aiokafka.client") -> str | None:
    record = logging.LogRecord(logger, logging.ERROR, __file__, 1, text, arguments, None)
    return record.getMessage() if throttle.filter(record) else None


def test_a_condition_of_a_library_is_one_line_a_minute_that_says_how_many_were_left_out(clock: MonotonicClock) -> None:
    throttle = Throttle(["aiokafka"], clock)
    assert _written(throttle, "Unable connect to node with id %s: %s", 1, "refused")
    left_out = [_written(throttle, "Unable connect to node with id %s: %s", number, "refused") for number in range(20)]
    assert left_out == [None] * 20
    clock.seconds += AGAIN_SECONDS
    again = _written(throttle, "Unable connect to node with id %s: %s", 1, "refused")
    assert again == "Unable connect to node with id 1: refused (20 more like it since)"


def test_another_condition_is_written_at_once_and_other_loggers_are_left_alone(clock: MonotonicClock) -> None:
    throttle = Throttle(["aiokafka"], clock)
    assert _written(throttle, "Unable connect to node with id %s", 1)
    assert _written(throttle, "Topic %s is not available", "lianxi.proposals")
    for _ in range(2):
        assert _written(throttle, "request", logger="lianxi")
        assert _written(throttle, "request", logger="aiokafkalike")


def test_a_failure_that_lasts_is_logged_at_its_beginning_each_minute_and_when_it_has_ended(
    clock: MonotonicClock,
) -> None:
    condition = Condition("waiting_for_kafka", clock)
    with capture_logs() as logged:
        for _ in range(121):
            condition.failed(error="refused")
            clock.seconds += 1.0
        condition.ended()
        condition.ended()
    assert [(each["event"], each["times"]) for each in logged] == [
        ("waiting_for_kafka", 1),
        ("waiting_for_kafka", 61),
        ("waiting_for_kafka", 121),
        ("recovered", 121),
    ]
