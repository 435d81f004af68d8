"""A system of three small programs, for tests of the launcher: a vital one, and two that start after it.

As a program (`python -m tests.deploy.small_system FOLDER PORT PORT PORT`) it runs until SIGTERM and prints the lines of the console.
"""

import asyncio
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import typer

from deploy.launch.console import Console
from deploy.launch.launcher import Launcher, Plan
from deploy.launch.processes import Processes
from deploy.launch.readiness import answers_ok
from deploy.launch.supervision import SupervisedProcess, Supervisor

NAMES = ("broker", "service", "counter")


def part(name: str, port: int, *, vital: bool = False, command: tuple[str, ...] | None = None) -> SupervisedProcess:
    """Returns a web server that starts a child process of its own, which must not outlive it either."""
    serve = f"sleep 600 & exec {sys.executable} -m http.server {port} --bind 127.0.0.1"
    return SupervisedProcess(
        name=name,
        title=name,
        command=command or ("sh", "-c", serve),
        environment={},
        ready=partial(answers_ok, "127.0.0.1", port, "/"),
        vital=vital,
    )


def plan_of(ports: list[int]) -> Plan:
    return [(part(name, port, vital=name == "broker"),) for name, port in zip(NAMES, ports, strict=True)]


def launcher(folder: Path, plan: Callable[[], Plan], report: Callable[[str], None]) -> Launcher:
    async def welcome() -> None:
        report("all ready")

    supervisor = Supervisor(processes=Processes(), console=Console(report), logs=folder)
    return Launcher(plan=plan, supervisor=supervisor, when_ready=welcome)


async def _main(folder: Path, ports: list[int]) -> None:
    stop, report = asyncio.Event(), typer.echo
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await launcher(folder, lambda: plan_of(ports), report).run(stop)
    report("all stopped")


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), [int(port) for port in sys.argv[2:]]))
