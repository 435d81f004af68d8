"""The bundle installs and runs where there is no network."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from deploy.build import bundle
from tests.support.packages import program
from tests.support.ports import free_base
from tests.support.tree import ROOT

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]

_LOOPBACK = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
    fcntl.ioctl(device, 0x8914, struct.pack("16sH14x", b"lo", 1))
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Brings up the loopback interface of a new network namespace (SIOCSIFFLAGS, IFF_UP), then runs a command."""

_IMPORTS = """
import importlib, pathlib, sys
sys.path.insert(0, ".")
for folder in ("shared", "services", "deploy"):
    for file in sorted(pathlib.Path(folder).rglob("*.py")):
        if "versions" not in file.parts and file.name != "__main__.py":
            try:
                importlib.import_module(".".join(file.with_suffix("").parts))
            except ImportError as error:
                print(file, error)
"""
"""Imports every module and prints those that cannot be imported."""

_BY_VENV = ("pip", "setuptools", "pkg_resources")
"""What `uv venv`, which makes the environment of the image, does not install."""
LARGEST = 112_500_000
"""Bytes of the packages in the image, with their bytecode."""

_UNUSABLE = {
    "PIP_NO_INDEX": "1",
    "PIP_FIND_LINKS": "",
    "PIP_CONFIG_FILE": os.devnull,
    "UV_OFFLINE": "1",
    "UV_NO_CACHE": "1",
}
"""Where no namespace can be made: neither an index nor a cache."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns an archive of this tree. Its jars are placeholders: a test of Kafka is elsewhere."""
    wheels, jars = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("kafka")
    (jars / "kafka.jar").touch()
    bundle.download(wheels)
    written = tmp_path_factory.mktemp("bundle") / f"{bundle.title()}.tar.gz"
    bundle.write(written, wheels, jars)
    first = sha256(written.read_bytes()).digest()
    bundle.write(written, wheels, jars)
    assert sha256(written.read_bytes()).digest() == first, "the same content gives other bytes"
    return written


@pytest.fixture(scope="module")
def installed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yields the folder of an installation without a network."""
    place = tmp_path_factory.mktemp("installed")
    with tarfile.open(archive) as opened:
        opened.extractall(place, filter="data")
    (folder,) = place.iterdir()
    done = run_isolated(folder, getattr(sys, "_base_executable", sys.executable), "deploy/bootstrap.py", "run")
    assert done.returncode == 0, done.stderr + (folder / ".venv" / "install.log").read_text(encoding="utf-8")
    yield folder
    shutil.rmtree(place)


def run_isolated(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    """Runs a command of the installation to its end where there is no network."""
    with started(folder, *command) as process:
        output, errors = process.communicate(timeout=600)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def started(folder: Path, *command: str) -> "subprocess.Popen[str]":
    """Starts a command in a network namespace without any network but the loopback interface."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LIANXI_", "PIP_", "UV_"))}
    wrapper = ["unshare", "--net", sys.executable, "-c", _LOOPBACK] if _has_namespaces() else []
    return subprocess.Popen(
        [*wrapper, *command],
        cwd=folder,
        env=environment | _UNUSABLE | {"LIANXI_VAR": str(folder / "var"), "LIANXI_PORT_BASE": str(free_base())},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _has_namespaces() -> bool:
    try:
        return subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def test_it_contains_the_project_without_tests_and_nothing_private(archive: Path) -> None:
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert {"Makefile", "requirements/run.txt", "shared/web/pages/static/vendor/installed"} <= names
    folders = {name.partition("/")[0] for name in names}
    assert {"wheels", "jars"} <= folders
    assert not folders & {"tests", "var", "secrets", ".git", ".venv", ".env"}


def test_the_pages_need_no_download(installed: Path) -> None:
    done = run_isolated(installed, ".venv/bin/python", "-m", "deploy.build.frontend")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_jars_of_the_bundle_are_found(installed: Path) -> None:
    asked = "from shared.messaging.brokers.jars import BUNDLED; print(*BUNDLED.rglob('*.jar'))"
    done = run_isolated(installed, ".venv/bin/python", "-c", asked)
    assert done.stdout.strip().endswith("kafka.jar"), done.stderr


def test_the_whole_system_starts_without_a_network(installed: Path) -> None:
    with started(installed, ".venv/bin/python", "-m", "deploy", "run", "--no-demo") as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not any("全部就绪" in line for line in lines):
            lines.append(process.stdout.readline())
            assert lines[-1], "".join(lines)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_no_module_misses_what_the_image_leaves_out_of_its_packages(installed: Path) -> None:
    """The last test of this installation, whose packages it removes as the Dockerfile does."""
    program("strip", "binutils")
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
    (removing,) = re.findall(r"^RUN (uv pip uninstall .+)$", dockerfile, re.MULTILINE)
    done = run_isolated(installed, "sh", "-euc", f"PATH=.venv/bin:$PATH; {removing}")
    assert done.returncode == 0, done.stderr
    missed = run_isolated(installed, ".venv/bin/python", "-c", _IMPORTS)
    assert (missed.returncode, missed.stdout) == (0, ""), missed.stdout + missed.stderr
    packages = next((installed / ".venv" / "lib").glob("python*/site-packages"))
    sizes = [file.stat().st_size for file in packages.rglob("*") if file.relative_to(packages).parts[0] not in _BY_VENV]
    assert sum(sizes) < LARGEST
