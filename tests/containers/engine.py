"""Docker for the tests: the engine that answers, else one of Debian's package docker.io; and Compose v2.

Where the plug-in for Compose is missing, as in Debian, Go builds it once from the module proxy, verified by the checksum of this file.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from shared.messaging.brokers.jars import cache_folder
from tests.support.packages import program
from tests.support.tree import ROOT
from tests.support.waiting import wait_until

_COMPOSE = "github.com/docker/compose/v2"
_COMPOSE_VERSION = "v2.40.3"
_COMPOSE_SUM = "h1:XeYkQu1svDtyfZPv5nTwFryQ25ZJMkIlc4pz9HalMPI="
"""The checksum of the module, whose own go.sum has those of everything that it is built from."""


def run(*words: str, folder: Path = ROOT, environment: Mapping[str, str] | None = None, given: str = "") -> str:
    """Runs a program and returns its output; fails with everything that it printed. `given`: its standard input."""
    done = subprocess.run(
        words, cwd=folder, env=environment, input=given, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}{done.stderr}"
    return done.stdout


def docker(*words: str) -> str:
    """Runs docker in the folder of the project and returns its output."""
    return run("docker", *words)


def succeeds(*words: str) -> bool:
    """Returns whether docker ends with success."""
    return subprocess.run(["docker", *words], capture_output=True, check=False).returncode == 0


@contextmanager
def running_engine() -> Iterator[None]:
    """Runs an engine inside the block, unless one answers already: its data are in a temporary folder."""
    program("docker", "docker.io")
    if succeeds("info"):
        yield
        return
    daemon = program("dockerd", "docker.io")
    with TemporaryDirectory(prefix="lianxi-engine-") as name, pytest.MonkeyPatch.context() as patch:
        host = f"unix://{name}/socket"
        places = {"host": host, "data-root": f"{name}/data", "exec-root": f"{name}/run", "pidfile": f"{name}/pid"}
        with (Path(name) / "log").open("wb") as log:
            words = [daemon, *(f"--{option}={value}" for option, value in places.items())]
            process = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT)
        patch.setenv("DOCKER_HOST", host)
        try:
            wait_until(lambda: process.poll() is not None or succeeds("info"), what="the engine")
            assert process.poll() is None, (Path(name) / "log").read_text(encoding="utf-8")
            yield
        finally:
            process.terminate()
            process.wait(60)
            subprocess.run(["umount", f"{name}/run/netns/default"], capture_output=True, check=False)


@contextmanager
def compose_plugin() -> Iterator[None]:
    """Gives docker the command `compose` inside the block, where it does not have it."""
    if succeeds("compose", "version"):
        yield
        return
    with TemporaryDirectory(prefix="lianxi-compose-") as name, pytest.MonkeyPatch.context() as patch:
        plugin = Path(name) / "cli-plugins" / "docker-compose"
        plugin.parent.mkdir()
        plugin.symlink_to(_compose())
        patch.setenv("DOCKER_CONFIG", name)
        yield


def _compose() -> Path:
    """Returns Compose v2, which is built if the cache of the user does not have it."""
    built = cache_folder() / f"docker-compose-{_COMPOSE_VERSION}"
    if built.exists():
        return built
    if shutil.which("go") is None:
        pytest.fail(
            "docker-compose.yml 需要 Compose v2：请安装 docker compose 插件，或安装 Go 以便编译它。", pytrace=False
        )
    module = json.loads(run("go", "mod", "download", "-json", f"{_COMPOSE}@{_COMPOSE_VERSION}"))
    assert module["Sum"] == _COMPOSE_SUM
    built.parent.mkdir(parents=True, exist_ok=True)
    version = f"-s -w -X {_COMPOSE}/internal.Version={_COMPOSE_VERSION}"
    words = ("go", "build", "-mod=readonly", "-trimpath", f"-ldflags={version}", "-o", f"{built}.new", "./cmd")
    run(*words, folder=Path(module["Dir"]), environment={**os.environ, "CGO_ENABLED": "0"})
    return Path(f"{built}.new").rename(built)
