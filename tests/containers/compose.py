"""docker-compose.yml as a whole, in an engine: `make test-containers`, which alone names this file. The tests build on each other.

What third parties make is a stand-in where no registry can be reached (`substitutes.py`).
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from deploy import ports
from tests.containers import measurements, substitutes
from tests.containers.engine import compose_plugin, docker
from tests.containers.stack import RUNNING, Stack
from tests.containers.writing import WRITERS, figures, writing
from tests.support.tree import ROOT
from tests.support.waiting import eventually, wait_until

OLD, NEW = "test-old", "test-new"
"""Two tags of our image, whose processes report different revisions."""

KILLS = 3
"""Of the first process of each container."""

BETWEEN = 10
"""Answered proposals after each kill or replacement, before the next."""

RECOVERING_SECONDS = 300.0
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
UPGRADED = re.findall(r"for part in ([\w -]+); do docker compose up --detach --wait --no-deps", GUIDE)[0].split()
"""The containers of our image, in the order in which the operations guide replaces them: readers first."""

RESTORING = next(
    block.splitlines()
    for block in re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    if "deploy backup /backups" in block
)
"""The commands of the operations guide that back up an installation with Compose and restore a database."""

pytestmark = pytest.mark.timeout(2400)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Yields an installation whose images are there, and which has not started yet."""
    substitutes.provide([*substitutes.bases(), *substitutes.of_compose()])
    for tag in (OLD, NEW):
        words = ("--file=deploy/Dockerfile", f"--tag=lianxi:{tag}", f"--build-arg=REVISION={tag}")
        docker("build", "--network=host", *words, ".")
    measurements.begin()
    with compose_plugin():
        installed = Stack(tmp_path_factory.mktemp("compose"), OLD)
        try:
            yield installed
        finally:
            installed.close()
            installed.down()


def test_everything_is_healthy_at_the_first_start(stack: Stack) -> None:
    seconds = stack.up()
    assert {name for name in RUNNING if not stack.is_healthy(name)} == set()
    assert {name: stack.restarts(name) for name in RUNNING} == dict.fromkeys(RUNNING, 0)
    measurements.record(
        {
            "启动到全部健康（秒）": round(seconds),
            "本系统自己的层（MB）": measurements.own_layers(f"lianxi:{OLD}") // 10**6,
        }
    )
    measurements.record({f"空载内存：{name}": used for name, used in stack.memory().items()})


def test_the_demonstration_is_loaded_through_it_and_every_figure_is_exact(stack: Stack) -> None:
    begun = time.monotonic()
    stack.load_demonstration()
    seconds = time.monotonic() - begun
    assert "不一致 0，待发事件 0" in stack.operator("reconcile", "--wait", "120")
    assert stack.figure("522625", "proposals_closed", year=2014) == 118
    measurements.record({"载入演示数据（秒）": round(seconds)})
    measurements.record({f"载入之后的内存：{name}": used for name, used in stack.memory().items()})


async def test_no_answered_proposal_is_lost_or_counted_twice_when_processes_of_random_containers_are_killed(
    stack: Stack,
) -> None:
    before = await asyncio.to_thread(figures, stack)
    containers = [name for name in RUNNING if name != "grafana"] * KILLS
    Random(len(containers)).shuffle(containers)
    async with writing(stack) as writes:
        for name in containers:
            await asyncio.to_thread(stack.kill, name)
            await writes.more(BETWEEN)
    await healthy(stack)
    assert "不一致 0，待发事件 0" in await asyncio.to_thread(stack.operator, "reconcile", "--wait", "120")
    assert await asyncio.to_thread(figures, stack) - before == writes.answered
    measurements.record({"杀死进程（次）": len(containers), "其间得到回答的提案（件）": writes.answered.total()})


async def test_an_upgrade_replaces_one_container_after_the_other_and_loses_nothing(stack: Stack) -> None:
    before = await asyncio.to_thread(figures, stack)
    async with writing(stack) as writes:
        stack.revision = NEW
        await asyncio.to_thread(stack.compose, "run", "--rm", "migrate")
        seen = []
        for name in UPGRADED:
            await asyncio.to_thread(stack.up, "--no-deps", name)
            await writes.more(BETWEEN)
            seen.append(await asyncio.to_thread(revisions, stack))
    assert {OLD, NEW} in seen, "old and new ran side by side"
    assert seen[-1] == {NEW}
    assert "不一致 0，待发事件 0" in await asyncio.to_thread(stack.operator, "reconcile", "--wait", "120")
    assert await asyncio.to_thread(figures, stack) - before == writes.answered


async def test_a_database_is_restored_by_the_commands_of_the_guide_and_what_came_later_is_void(stack: Stack) -> None:
    stop = RESTORING.index("docker compose stop county")
    saved = await asyncio.to_thread(figures, stack)
    for line in RESTORING[:stop]:
        await asyncio.to_thread(stack.shell, line)
    async with writing(stack) as writes:
        await writes.more(BETWEEN)
    later = saved + writes.answered
    await eventually(lambda: asyncio.to_thread(lambda: figures(stack) == later), within=RECOVERING_SECONDS)
    for line in RESTORING[stop:]:
        await asyncio.to_thread(stack.shell, line, given="county\n")
    await healthy(stack)
    assert "不一致 0，待发事件 0" in await asyncio.to_thread(stack.operator, "reconcile", "--wait", "120")
    await asyncio.to_thread(stack.operator, "audit", "--check")
    lost = {key: number for key, number in writes.answered.items() if WRITERS[key] == "county"}
    assert await asyncio.to_thread(figures, stack) == later - Counter(lost)


def test_every_process_of_ours_ends_in_good_order(stack: Stack) -> None:
    stack.compose("stop", "--timeout", "60", *UPGRADED)
    assert {name: stack.state(name)["ExitCode"] for name in UPGRADED} == dict.fromkeys(UPGRADED, 0)


def revisions(stack: Stack) -> set[str]:
    """Returns the revisions of the services, as each reports its own."""
    return {stack.request("GET", service, "/version").json()["revision"] for service in ports.SERVICES}


async def healthy(stack: Stack) -> None:
    """Returns when every container is healthy again."""
    await asyncio.to_thread(
        wait_until, lambda: all(map(stack.is_healthy, RUNNING)), what="healthy", patience=RECOVERING_SECONDS
    )
