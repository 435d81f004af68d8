"""One format for all log lines of a process, without secrets."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from shared.telemetry.logs import Style, configure


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Restores the logging configuration, which is global in the process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_our_events_and_those_of_libraries_are_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure("county", style="json")
    with structlog.contextvars.bound_contextvars(request_id="r-1", event_id="522625-p-2014-1/1/3"):
        structlog.get_logger("ours").info("published", topic="lianxi.proposals")
        logging.getLogger("theirs").warning("lost %s", "connection")
    ours, theirs = lines(capsys)
    assert (ours["event"], ours["topic"], ours["service"]) == ("published", "lianxi.proposals", "county")
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("lost connection", "warning", "theirs")
    assert ours["request_id"] == theirs["request_id"] == "r-1"
    assert ours["event_id"] == "522625-p-2014-1/1/3"


@pytest.mark.parametrize("style", ["json", "text"])
def test_a_secret_is_not_logged(style: Style, capsys: pytest.CaptureFixture[str]) -> None:
    configure("county", style=style)
    log = structlog.get_logger("ours")
    log.info("login", password="hunter2", token="hunter2", headers={"authorization": "hunter2"}, kafka_secret="hunter2")
    log.info("header Authorization: Bearer hunter2")
    log.info("cannot reach postgresql+asyncpg://lianxi:hunter2@db/lianxi")
    try:
        int("postgresql://lianxi:hunter2@db")
    except ValueError:
        log.exception("failed")
    printed = capsys.readouterr().err
    assert "cannot reach" in printed
    assert "ValueError" in printed
    assert "hunter2" not in printed
