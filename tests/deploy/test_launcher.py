"""The launcher with real children: order, restarts, everything again when the broker dies, and nobody left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from deploy.launch.launcher import Plan
from deploy.launch.supervision import LaunchError, StartupJob
from tests.deploy.small_system import NAMES, launcher, part, plan_of
from tests.support.ports import free_port
from tests.support.processes import Running, running_processes, send

pytestmark = pytest.mark.full


class Console:
    """The lines of the console, and a method that waits for one."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._more = asyncio.Event()

    def report(self, line: str) -> None:
        self.lines.append(line)
        self._more.set()

    async def until(self, *words: str, times: int = 1) -> None:
        while sum(all(word in line for word in words) for line in self.lines) < times:
            self._more.clear()
            await self._more.wait()


@asynccontextmanager
async def _launched(folder: Path, plan: Callable[[], Plan]) -> AsyncIterator[Console]:
    console, stop = Console(), asyncio.Event()
    running = asyncio.create_task(launcher(folder, plan, console.report).run(stop))
    try:
        yield console
    finally:
        stop.set()
        await running


def _processes_below(folder: Path) -> list[Running]:
    """Returns every process that was started in this folder."""
    return [process for process in running_processes() if process.folder == folder]


def _only_ourselves(folder: Path) -> bool:
    return [process.pid for process in _processes_below(folder)] == [os.getpid()]


def _kill(folder: Path, port: int) -> None:
    """Kills the web server on this port, and it alone."""
    assert any(send(process, signal.SIGKILL) for process in _processes_below(folder) if str(port) in process.command)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    yield tmp_path.resolve()
    monkeypatch.undo()


@pytest.fixture
def ports() -> list[int]:
    return [free_port() for _ in NAMES]


async def test_each_stage_waits_until_the_one_before_is_ready(folder: Path, ports: list[int]) -> None:
    async with _launched(folder, lambda: plan_of(ports)) as console:
        await console.until("all ready")
    assert [line.split()[0] for line in console.lines] == [*NAMES, "all"]


async def test_a_job_is_done_before_the_next_stage_begins(folder: Path, ports: list[int]) -> None:
    done: list[int] = []

    async def job() -> None:
        done.append(len(_processes_below(folder)))

    broker, service, _ = plan_of(ports)
    async with _launched(folder, lambda: [broker, (StartupJob(title="job", call=job),), service]) as console:
        await console.until("all ready")
    assert done == [4]  # ourselves, the reaper, the broker and its child


async def test_a_part_that_was_killed_is_started_again_alone(folder: Path, ports: list[int]) -> None:
    async with _launched(folder, lambda: plan_of(ports)) as console:
        await console.until("all ready")
        _kill(folder, ports[1])
        await console.until("service", "恢复")
    assert not [line for line in console.lines if "全部停止" in line]


async def test_when_the_vital_part_dies_everything_is_started_again_in_order(folder: Path, ports: list[int]) -> None:
    async with _launched(folder, lambda: plan_of(ports)) as console:
        await console.until("all ready")
        _kill(folder, ports[0])
        await console.until("all ready", times=2)
    again = console.lines[console.lines.index("all ready") + 1 :]
    assert "全部停止" in again[0]
    assert [line.split()[0] for line in again[1:]] == [*NAMES, "all"]


async def test_a_stop_is_heeded_while_everything_is_being_started_again(folder: Path, ports: list[int]) -> None:
    async with _launched(folder, lambda: plan_of(ports)) as console:
        await console.until("all ready")
        _kill(folder, ports[0])
        while _is_up(folder, ports[2]):  # noqa: ASYNC110 - the last stage is the first to be stopped, which no message reports
            await asyncio.sleep(0)
    assert console.lines.count("all ready") == 1


def _is_up(folder: Path, port: int) -> bool:
    return any(str(port) in process.command for process in _processes_below(folder))


async def test_each_round_makes_a_plan_of_its_own(folder: Path, ports: list[int]) -> None:
    made: list[Plan] = []

    def plan() -> Plan:
        made.append(plan_of(ports))
        return made[-1]

    async with _launched(folder, plan) as console:
        await console.until("all ready")
        _kill(folder, ports[0])
        await console.until("all ready", times=2)
    assert len(made) == 2


async def test_a_part_that_never_starts_is_one_sentence_with_its_last_words(folder: Path, ports: list[int]) -> None:
    broker, *_ = plan_of(ports)
    broken = part("service", ports[1], command=("sh", "-c", "echo the setting is wrong; exit 3"))
    with pytest.raises(LaunchError, match=r"service.*退出码 3.*the setting is wrong"):
        await launcher(folder, lambda: [broker, (broken,)], print).run(asyncio.Event())
    _until(lambda: _only_ourselves(folder))


async def test_a_job_that_fails_is_one_sentence(folder: Path) -> None:
    job = StartupJob(name="migrate", title="tables", command=("sh", "-c", "echo no room; exit 1"))
    with pytest.raises(LaunchError, match=r"tables.*no room"):
        await launcher(folder, lambda: [(job,)], print).run(asyncio.Event())


async def test_stopping_leaves_nobody_behind(folder: Path, ports: list[int]) -> None:
    async with _launched(folder, lambda: plan_of(ports)) as console:
        await console.until("all ready")
        assert len(_processes_below(folder)) == 8  # ourselves, a reaper, three servers and a child of each
    _until(lambda: _only_ourselves(folder))


@contextmanager
def _as_a_program(folder: Path, ports: list[int]) -> Iterator["subprocess.Popen[str]"]:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.deploy.small_system", str(folder), *map(str, ports)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            while program.stdout.readline() != "all ready\n":
                assert program.poll() is None
            yield program
        finally:
            program.kill()


def test_sigterm_stops_everything(folder: Path, ports: list[int]) -> None:
    with _as_a_program(folder, ports) as program:
        program.terminate()
        assert program.wait() == 0
    _until(lambda: _only_ourselves(folder))


def test_a_killed_launcher_leaves_nobody_behind(folder: Path, ports: list[int]) -> None:
    with _as_a_program(folder, ports) as program:
        program.kill()
        program.wait()
        _until(lambda: _only_ourselves(folder))


def test_a_killed_launcher_takes_with_it_who_ignores_to_be_asked(folder: Path, ports: list[int]) -> None:
    """The reaper asks first, and then it kills."""
    with _as_a_program(folder, ports) as program:
        stubborn = next(process for process in _processes_below(folder) if "sleep" in process.command)
        assert send(stubborn, signal.SIGSTOP)  # a stopped process does not answer SIGTERM
        program.kill()
        program.wait()
        _until(lambda: _only_ourselves(folder))


def _until(holds: Callable[[], bool]) -> None:
    """Waits for what the kernel still has to do: a process that got SIGKILL ends a moment later."""
    while not holds():
        time.sleep(0.05)


async def test_children_that_start_together_share_one_reaper(folder: Path, ports: list[int]) -> None:
    together = tuple(each for stage in plan_of(ports) for each in stage)
    async with _launched(folder, lambda: [together]) as console:
        await console.until("all ready")
        reapers = [process for process in _processes_below(folder) if "reaper" in " ".join(process.command)]
    assert len(reapers) == 1
