"""The command of each contender, and the packages and jars of those from elsewhere, fetched at the first use."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from deploy import bootstrap
from shared.messaging.brokers.discovery import BrokerError
from shared.messaging.brokers.jars import cache_folder, jars, java
from tests.benchmarks.log import PARTITIONS
from tests.support.tree import ROOT

_QUIX = ROOT / "requirements" / "quix.txt"
_STREAMS = ROOT / "tests" / "benchmarks" / "kafka_streams"


class MissingPeerError(Exception):
    """A contender cannot run on this machine; the message is a sentence that gives the reason."""


class Contender(NamedTuple):
    """How a contender is started: its command, before the address of Kafka and the number of events, and variables of its environment."""

    command: tuple[str, ...]
    environment: Mapping[str, str] = {}


def python(name: str) -> Contender:
    """Returns a contender of `tests.benchmarks.contenders`."""
    return Contender((sys.executable, "-m", "tests.benchmarks.contenders", name))


def quix(name: str) -> Contender:
    """Returns a contender of `tests.benchmarks.quix`, after installing its packages. Raises `MissingPeerError`."""
    command = (sys.executable, "-W", "ignore", "-m", "tests.benchmarks.quix", name)
    return Contender(command, {"PYTHONPATH": str(_quix_packages())})


def kafka_streams(state: str, folder: Path) -> Contender:
    """Returns `SimpleFold.java` with a kind of state, after fetching its jars; `folder`: for its files. Raises `MissingPeerError`."""
    try:
        program = java()
        if not (Path(program).resolve().parent / "javac").exists():
            raise MissingPeerError("Kafka Streams is not measured: this Java has no compiler.")
        classes = f"{jars(_STREAMS / 'pom.xml')}/*"
    except BrokerError as error:
        raise MissingPeerError(f"Kafka Streams is not measured: {error}") from error
    source = str(_STREAMS / "SimpleFold.java")
    log = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
    return Contender((program, log, "-cp", classes, source, state, str(folder), PARTITIONS[0].topic))


def _quix_packages() -> Path:
    """Returns the folder of the packages of Quix Streams: they do not fit the versions of our own."""
    folder = cache_folder() / f"quix-{sha256(_QUIX.read_bytes()).hexdigest()[:12]}"
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="quix-", dir=folder.parent) as name:
        aside = Path(name) / "packages"
        uv = str(Path(bootstrap.VENV) / "bin" / "uv")
        command = [uv, "pip", "install", "-q", "--python", sys.executable, "--target", str(aside)]
        done = subprocess.run(
            [*command, "--require-hashes", "-r", str(_QUIX)],
            env={**os.environ, **bootstrap.mirror()},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["?"])[-1]
            raise MissingPeerError(f"Quix Streams is not measured: its packages could not be installed ({last}).")
        aside.rename(folder)
    return folder


def quix_version() -> str:
    """Returns the locked version of Quix Streams."""
    return _version(_QUIX, r"^quixstreams==(\S+)")


def kafka_streams_version() -> str:
    """Returns the version of Kafka Streams."""
    return _version(
        _STREAMS / "pom.xml", r"<artifactId>kafka-streams</artifactId>\s*<version>([^<]+)</version>\s*</dependency>"
    )


def _version(file: Path, pattern: str) -> str:
    found = re.search(pattern, file.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError(f"{file} names no version")
    return found.group(1)
