"""A running system with the published figures of the demonstration, for the tests of the whole system and of the browser."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support import backends
from tests.support.system import System

STARTING_SECONDS = 900
"""Seconds that suffice for the start and the whole loading on a busy machine; the first test waits for them."""


def mark_tests_of(folder: Path, items: list[pytest.Item], mark: pytest.MarkDecorator) -> None:
    """Marks every test of a folder, and gives those without a time-out of their own that of the start of the system."""
    for item in items:
        if item.path.parent == folder:
            item.add_marker(mark)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(STARTING_SECONDS))


@contextmanager
def demonstration(folders: pytest.TempPathFactory, name: str) -> Iterator[System]:
    """Runs a system inside the block, with the published figures loaded through the APIs, and settled.

    The first one of a test run loads them and stores its databases; the next one starts from these, and its services
    publish the events again to their empty broker.
    """
    running = start_demonstration(folders.mktemp(name), folders.getbasetemp() / "demonstration")
    try:
        yield running
    finally:
        running.close()


def start_demonstration(folder: Path, copy: Path) -> System:
    """Starts a system whose data are in `folder`, from the databases in `copy` if there are any."""
    running = System(folder)
    is_copied = copy.exists()
    if is_copied:
        shutil.copytree(copy, folder, dirs_exist_ok=True)
    else:
        for command in (["migrate"], ["accounts", "--demo"]):
            _succeed(running, *command)
    running.start("--no-demo")
    try:
        if not is_copied:
            _succeed(running, "demo", "--no-filler")
        _succeed(running, "reconcile")
        if not is_copied and not backends.are_real():
            _copy_databases(folder, copy)
    except BaseException:
        running.close()
        raise
    return running


def _succeed(running: System, *command: str) -> None:
    done = running.deploy(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def _copy_databases(folder: Path, copy: Path) -> None:
    """Copies the databases and secrets of the running services; the copy appears when it is complete."""
    incomplete = copy.with_suffix(".incomplete")
    incomplete.mkdir()
    for file in folder.glob("*.db"):
        with closing(sqlite3.connect(file)) as live, closing(sqlite3.connect(incomplete / file.name)) as target:
            live.backup(target)
        (incomplete / file.name).chmod(0o600)
    for file in folder.glob("*.secret"):
        shutil.copy(file, incomplete)
    incomplete.rename(copy)
