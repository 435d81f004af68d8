"""The image, built and run in an engine: `make test-containers`, which alone names this file.

Where no registry can be reached, the images it begins with are stand-ins (`stand_ins.py`).
"""

import json
import subprocess

import pytest

from shared.telemetry.build import VERSION
from tests.containers import stand_ins
from tests.support.tree import ROOT

TAG = "lianxi:test"
LARGEST = 120_000_000
"""Bytes of our own layers, above the base image."""
HARDENED = ("--network=none", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges")
WRITABLE = ("--tmpfs=/tmp", "--tmpfs=/var/lib/lianxi:uid=10001,gid=10001,mode=0700")

pytestmark = pytest.mark.timeout(1800)


def docker(*words: str) -> str:
    """Runs docker and returns its output."""
    done = subprocess.run(["docker", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module", autouse=True)
def image() -> None:
    stand_ins.provide()
    docker("build", "--network=host", "--file=deploy/Dockerfile", f"--tag={TAG}", "--build-arg=REVISION=test", ".")


def run(script: str) -> str:
    """Runs a script in a container with the restrictions of docker-compose.yml and returns its output."""
    return docker("run", "--rm", *HARDENED, *WRITABLE, TAG, "sh", "-euc", script)


def test_our_own_layers_are_small() -> None:
    """Bytes of all layers but those of the base: every image that begins with it has their digests first."""
    base = stand_ins.bases()[-1]
    assert base.startswith("python:")
    sizes = [int(json.loads(docker("image", "inspect", tag))[0]["Size"]) for tag in (TAG, base)]
    assert sizes[0] - sizes[1] < LARGEST


def test_a_process_is_nobody_and_writes_only_where_it_may() -> None:
    assert run("id -u; touch /app/file 2>&1 || true").splitlines() == [
        "10001",
        "touch: cannot touch '/app/file': Read-only file system",
    ]


def test_databases_are_made_backed_up_and_restored_in_it() -> None:
    assert run("python -m deploy --version").strip() == VERSION
    done = run(
        "python -m deploy migrate; python -m deploy backup /tmp/backup;"
        "rm /var/lib/lianxi/county.db; python -m deploy restore /tmp/backup county --kafka-lost --yes"
    )
    assert "county：已恢复" in done


def test_tests_documents_and_build_tools_are_not_in_it() -> None:
    found = run("ls -A /app; command -v uv npm node || true").split()
    assert set(found) == {".venv", "THIRD_PARTY_NOTICES.md", "deploy", "pyproject.toml", "services", "shared"}
