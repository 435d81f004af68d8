"""The image, built and run in an engine: `make test-containers`, which alone names this file.

Where no registry can be reached, the images it begins with are stand-ins (`substitutes.py`).
"""

import pytest

from shared.telemetry.build import VERSION
from tests.containers import substitutes
from tests.containers.engine import docker
from tests.containers.measurements import own_layers

TAG = "lianxi:test"
LARGEST = 120_000_000
"""Bytes of our own layers, above the base image."""
HARDENED = ("--network=none", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges")
WRITABLE = ("--tmpfs=/tmp", "--tmpfs=/var/lib/lianxi:uid=10001,gid=10001,mode=0700")

pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module", autouse=True)
def image() -> None:
    substitutes.provide(substitutes.bases())
    docker("build", "--network=host", "--file=deploy/Dockerfile", f"--tag={TAG}", "--build-arg=REVISION=test", ".")


def run(script: str) -> str:
    """Runs a script in a container with the restrictions of docker-compose.yml and returns its output."""
    return docker("run", "--rm", *HARDENED, *WRITABLE, TAG, "sh", "-euc", script)


def test_our_own_layers_are_small() -> None:
    assert own_layers(TAG) < LARGEST


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
