"""After the restore of a database, or the loss of a topic, every figure is exact."""

import asyncio
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from shared.contracts.topics import Topic
from shared.messaging.brokers.embedded import EmbeddedBroker
from shared.messaging.settings import KafkaSettings
from tests.support.ports import free_port
from tests.support.roster import ROSTER
from tests.support.system import System
from tests.support.topics import recreate_topic
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]

CLERK = "522625-secretariat"


class Apart(System):
    """A system with a separate broker, which outlives the services."""

    def __init__(self, folder: Path, kafka: KafkaSettings) -> None:
        super().__init__(folder)
        self.kafka = kafka

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"LIANXI_KAFKA": self.kafka.bootstrap, "LIANXI_KAFKA_IDEMPOTENT": "false"}

    def settles(self) -> None:
        settled = self.deploy("reconcile", "--wait", "200")
        assert settled.returncode == 0, settled.stdout + settled.stderr


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    server = EmbeddedBroker(free_port(), f"apart-{uuid4().hex}")
    server.start()
    asyncio.run(server.ready())
    running = Apart(tmp_path_factory.mktemp("apart"), KafkaSettings(bootstrap=server.address, idempotent=False))
    try:
        for command in (["migrate"], ["topics"], ["accounts", "--demo"]):
            done = running.deploy(*command)
            assert done.returncode == 0, done.stderr
        running.start("--no-demo")
        for service in ("region", "city", "county"):
            wait_until(partial(entered, running, service), what=f"the roster of {service}")
        running.settles()
        yield running
    finally:
        running.close()
        server.stop()


def entered(system: System, service: str) -> bool:
    """Imports the roster of a service as soon as its directory contains the organizations above."""
    account, text = f"{service}-administrator", {"Content-Type": "text/csv"}
    answer = system.request(
        "POST", service, "/api/v1/imports/organizations", account=account, content=ROSTER.encode(), headers=text
    )
    return answer.is_success


def proposed(system: System, title: str) -> str:
    """Creates a proposal that is counted; returns its id."""
    made = system.post("county", "/proposals", CLERK, title=title, content="正文")
    system.post("county", f"/proposals/{made['id']}/submit", CLERK)
    return str(made["id"])


def test_a_database_restored_to_an_earlier_state_is_believed_again(apart: Apart) -> None:
    county, backup = apart.folder / "county.db", apart.folder / "backup"
    kept = proposed(apart, "备份之前")
    copied = apart.deploy("backup", str(backup))
    assert copied.returncode == 0, copied.stdout + copied.stderr
    lost = [proposed(apart, f"备份之后{n}") for n in range(5)]
    apart.post("county", f"/proposals/{kept}/file", CLERK)
    apart.settles()
    for words in (("restored", "county", "--yes"), ("restore", str(backup), "county", "--yes")):
        busy = apart.deploy(*words)
        assert (busy.returncode, "county 正在运行" in busy.stderr) == (1, True), busy.stdout + busy.stderr
    apart.stop()
    for rest in ("", "-wal", "-shm"):
        Path(f"{county}{rest}").unlink(missing_ok=True)
    shutil.copy(backup / "county.db", county)
    found = apart.deploy("audit", "county", "--check")
    assert found.returncode == 1, found.stdout
    assert f"数据库没有  {lost[0]}" in found.stdout, found.stdout
    county.unlink()
    (apart.folder / "county.secret").unlink()
    done = apart.deploy("restore", str(backup), "county", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "作废 5" in done.stdout
    assert "已补回" in done.stdout
    apart.start("--no-demo")
    apart.settles()
    audited = apart.deploy("audit", "--check")
    assert audited.returncode == 0, audited.stdout + audited.stderr
    assert apart.request("GET", "county", f"/api/v1/proposals/{lost[0]}", account=CLERK).status_code == 404
    assert proposed(apart, "恢复之后") not in lost
    apart.post("county", f"/proposals/{kept}/file", CLERK)
    apart.settles()


def test_a_topic_that_was_deleted_is_filled_again_and_counted_again(apart: Apart) -> None:
    """The audit marks the events as pending. A tally that continued in the new log has to be restarted from its beginning."""
    for number in range(3):
        proposed(apart, f"主题丢失之前{number}")
    apart.settles()
    asyncio.run(recreate_topic(apart.kafka, Topic.PROPOSALS))
    proposed(apart, "主题丢失之后")
    audited = apart.deploy("audit")
    assert audited.returncode == 0, audited.stdout + audited.stderr
    apart.stop()
    again = apart.deploy("replay", "aggregation", "--yes", "--force")
    assert again.returncode == 0, again.stdout + again.stderr
    apart.start("--no-demo")
    apart.settles()
    assert apart.deploy("audit", "--check").returncode == 0
