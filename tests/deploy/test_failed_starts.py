"""What keeps `make run` from starting is one sentence and exit status 1; nothing is left running."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy import ports
from deploy.launch import folder_lock
from deploy.launch.demonstration import MARK, DemoLoader
from deploy.launch.processes import Processes
from shared.messaging.brokers.embedded import EmbeddedBroker
from tests.support.ports import free_base, free_port

pytestmark = pytest.mark.full

ROOT = Path(__file__).parents[2]


def _run(folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIANXI_")}
    given = {f"LIANXI_{name.upper()}": value for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "deploy", "run", "--no-demo"],
        cwd=ROOT,
        env=environment | {"LIANXI_VAR": str(folder)} | given,
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def _listening(port: int) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", port)):
        yield


@pytest.mark.parametrize(("offset", "whose"), [(ports.SERVICES["county"], "县（市区）"), (ports.TALLY_METRICS, "计数")])
def test_a_taken_port_is_named_with_the_setting_to_change(tmp_path: Path, offset: int, whose: str) -> None:
    base = free_base()
    with _listening(base + offset):
        refused = _run(tmp_path, port_base=str(base))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert f"端口 {base + offset}（{whose}）" in refused.stderr
    assert "LIANXI_PORT_BASE" in refused.stderr


async def test_a_foreign_broker_has_taken_the_port_all_the_same(tmp_path: Path) -> None:
    base = free_base()
    stranger = EmbeddedBroker(base + ports.BROKER, "stranger")
    stranger.start()
    try:
        await stranger.ready()
        refused = _run(tmp_path, port_base=str(base))
    finally:
        stranger.stop()
    assert refused.returncode == 1
    assert f"端口 {base + ports.BROKER}（消息服务）" in refused.stderr


def test_a_second_launcher_with_the_same_data_says_who_has_it(tmp_path: Path) -> None:
    with folder_lock.lock_folder(tmp_path):
        refused = _run(tmp_path, port_base=str(free_base()))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert f"进程 {os.getpid()}" in refused.stderr
    assert "LIANXI_VAR" in refused.stderr


def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = _run(tmp_path / "file" / "var")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "LIANXI_VAR" in refused.stderr


def test_a_setting_of_one_process_cannot_hold_for_all_of_them(tmp_path: Path) -> None:
    refused = _run(tmp_path, port="9000")
    assert refused.returncode == 1
    assert refused.stderr == "联席：LIANXI_PORT（现为“9000”）只用于单独启动一个服务：启动全部时请去掉它。\n"


@pytest.mark.parametrize("host", ["192.0.2.1", "nobody.invalid"])
def test_a_host_that_is_not_this_machine_is_one_sentence(tmp_path: Path, host: str) -> None:
    refused = _run(tmp_path, host=host, port_base=str(free_base()))
    assert refused.returncode == 1
    assert refused.stderr == f"联席：LIANXI_HOST 的值“{host}”不对：应为本机的一个地址，如 127.0.0.1。\n"


def test_a_kafka_that_nobody_answers_at_is_one_sentence(tmp_path: Path) -> None:
    refused = _run(tmp_path, port_base=str(free_base()), kafka=f"127.0.0.1:{free_port()}")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "LIANXI_KAFKA" in refused.stderr


def _demonstration(folder: Path, script: str) -> DemoLoader:
    return DemoLoader(command=("sh", "-c", script), environment={}, folder=folder, processes=Processes(), report=print)


async def test_a_demonstration_that_was_interrupted_is_resumed(tmp_path: Path) -> None:
    demonstration = _demonstration(tmp_path, f"cd {tmp_path}; test -e half || {{ touch half; exit 1; }}")
    assert await demonstration.load()
    await demonstration.processes.close()


async def test_a_demonstration_that_is_loaded_is_not_loaded_again(tmp_path: Path) -> None:
    (tmp_path / MARK).touch()
    assert await _demonstration(tmp_path, f"touch {tmp_path}/again").load()
    assert not (tmp_path / "again").exists()
