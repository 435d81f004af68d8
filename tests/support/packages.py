"""Programs of the system that tests need. Where one is missing, root has it installed; for other users an error names what to install."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import gettempdir

import pytest

_LOCK = Path(gettempdir()) / "lianxi-packages.lock"


def program(name: str, *packages: str) -> str:
    """Returns its path. `packages`: those of Debian that contain it."""
    if shutil.which(name) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        with _LOCK.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the other worker of the test run may need the same
            if shutil.which(name) is None:
                _install(*packages)
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"这些测试需要 {name}：apt install {' '.join(packages)}", pytrace=False)
    return found


def _install(*packages: str) -> None:
    install = ("apt-get", "install", "-y", "--no-install-recommends", *packages)
    if not _succeeds(*install):  # the lists of a new machine are empty or old
        _succeeds("apt-get", "update")
        _succeeds(*install)
    for package in packages:  # one that contains a daemon starts it: only the program was asked for
        _succeeds("service", package, "stop")


def _succeeds(*command: str) -> bool:
    """Runs it without asking anything; False also where there is no such command."""
    if shutil.which(command[0]) is None:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command,
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return done.returncode == 0
