"""Rules for tests on a shared machine: access to processes and ports."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import ports, processes
from tests.support.tree import ROOT, modules

_SELF = Path(__file__)


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(["sleep", "600"], cwd=tmp_path) as child:
        yield child
        child.kill()


def test_a_running_process_is_read_with_its_folder_and_its_words(
    tmp_path: Path, sleeper: "subprocess.Popen[bytes]"
) -> None:
    found = next(each for each in processes.running_processes() if each.pid == sleeper.pid)
    assert found == (sleeper.pid, os.getpid(), tmp_path.resolve(), ("sleep", "600"))


def test_a_process_that_has_just_ended_is_not_read_and_gets_no_signal(sleeper: "subprocess.Popen[bytes]") -> None:
    found = processes.read(sleeper.pid)
    assert found is not None
    assert processes.send(found, signal.SIGKILL)
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)
    assert processes.read(sleeper.pid) is None  # its process id is still in use
    assert not processes.send(found, signal.SIGKILL)
    sleeper.wait()
    assert processes.read(sleeper.pid) is None
    assert not processes.send(found, signal.SIGKILL)


def test_processes_are_listed_while_others_begin_and_end() -> None:
    with subprocess.Popen(["sh", "-c", "while :; do true & done"], start_new_session=True) as restless:
        try:
            assert all(os.getpid() in {each.pid for each in processes.running_processes()} for _ in range(10))
        finally:
            os.killpg(restless.pid, signal.SIGKILL)


def test_a_free_port_refuses_callers_belongs_to_nobody_else_and_takes_one_server() -> None:
    port = ports.free_port()
    with socket.socket() as caller:
        assert caller.connect_ex(("127.0.0.1", port)) != 0
    with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
        stranger.bind(("127.0.0.1", port))
    with socket.create_server(("127.0.0.1", port)), socket.create_connection(("127.0.0.1", port)):
        pass


def test_a_base_is_given_once_on_a_machine() -> None:
    command = [sys.executable, "-c", "from tests.support.ports import free_base; print(free_base()); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as another:
        assert another.stdout is not None
        theirs = int(another.stdout.readline())
        ours = [ports.free_base() for _ in range(2)]
        another.communicate("\n")
    assert len({theirs, *ours}) == 3


def test_only_one_module_reads_the_table_of_processes() -> None:
    """A process may end between two reads of /proc; one module handles this."""
    listing_folders = ROOT / "tests/architecture/paths.py"
    allowed = {_SELF, listing_folders, ROOT / "tests/support/processes.py"}
    readers = [
        file
        for file in modules("deploy", "services", "shared", "tests")
        if re.search(r"/proc\b", file.read_text("utf-8"))
    ]
    assert set(readers) <= allowed
