"""After kills of any process while the demonstration loads, every figure is exact."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest

from tests.support.system import BROKER, System
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]

CLERK = "522625-secretariat"
PROCESSES = (
    "services.county",
    "services.aggregation tally",
    "services.city",
    "services.aggregation rollup",
    BROKER,
)


@pytest.fixture(scope="module")
def crashing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    running = System(tmp_path_factory.mktemp("crashes"))
    try:
        yield running
    finally:
        running.close()


def test_each_process_is_killed_in_turn_while_the_demonstration_loads(crashing: System) -> None:
    for command in (["migrate"], ["accounts", "--demo"]):
        assert crashing.deploy(*command).returncode == 0
    crashing.start("--no-demo")
    loading = subprocess.Popen(
        [sys.executable, "-m", "deploy", "demo", "--no-filler"],
        env=crashing.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert loading.stdout is not None
    waiting, reported = list(PROCESSES), []
    for line in loading.stdout:  # one line every five seconds: the progress of loading sets the rate of the kills
        reported.append(line)
        if "步（" in line and waiting:
            crashing.kill(waiting.pop(0))
    loading.stdout.close()
    assert loading.wait() == 0, "".join(reported)
    assert not waiting, "the demonstration was over before everything had been killed"
    settled = crashing.deploy("reconcile", "--wait", "120")
    assert settled.returncode == 0, settled.stdout + settled.stderr
    assert crashing.figure("522625", "proposals_closed", year=2014)["numerator"] == 118


def test_everything_stopped_and_started_again_is_refilled(crashing: System) -> None:
    """The embedded broker loses all data; the services publish everything again."""
    crashing.stop()
    crashing.start("--no-demo")
    settled = crashing.deploy("reconcile", "--wait", "120")
    assert settled.returncode == 0, settled.stdout + settled.stderr
    outcome = crashing.figure("520300", "proposals_outcome", year=2013, scope="own")
    assert (outcome["numerator"], outcome["residual"]) == (445, 31)


@pytest.mark.parametrize("command", [*PROCESSES, "services.region", "services.township"])
def test_what_was_answered_is_kept_and_counted_whatever_is_killed_meanwhile(crashing: System, command: str) -> None:
    words = f"关于{command}故障的提案"
    with writing(crashing, words) as written:
        wait_until(lambda: len(written) > 20, what="writes before the kill")
        crashing.kill(command)
        before = len(written)
        wait_until(lambda: len(written) > before + 20, what="writes after the kill")
    settled = crashing.deploy("reconcile", "--wait", "120")
    assert settled.returncode == 0, settled.stdout + settled.stderr
    assert crashing.get("county", "/proposals", CLERK, q=words, size=1)["total"] >= len(written)


@contextmanager
def writing(system: System, title: str) -> Iterator[list[str]]:
    """Creates proposals in sequence inside the block; yields the ids in the responses."""
    written: list[str] = []
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with suppress(httpx.TransportError):
                made = system.request("POST", "county", "/api/v1/proposals", account=CLERK, json={"title": title})
                if made.status_code == httpx.codes.CREATED:
                    written.append(made.json()["id"])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield written
    finally:
        stop.set()
        writer.join()
