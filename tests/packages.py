"""Programs of the system that tests need. Where one is missing, root has it installed; everybody else is told what to install."""

import os
import shutil
import subprocess

import pytest


def program(name: str, *packages: str) -> str:
    """Where it is. `packages`: those of Debian that bring it."""
    if shutil.which(name) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _quietly("apt-get", "install", "-y", "--no-install-recommends", *packages)
        for package in packages:  # one that brings a daemon starts it: only the program was asked for
            _quietly("service", package, "stop")
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"这些测试需要 {name}：apt install {' '.join(packages)}", pytrace=False)
    return found


def _quietly(*command: str) -> None:
    if shutil.which(command[0]):
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
