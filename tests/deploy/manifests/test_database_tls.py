"""PostgreSQL in a cluster accepts only encrypted connections, and processes only its own certificate."""

import asyncio
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shared.storage.database import Database
from tests.support.postgres import Postgres, programs_with_tls
from tests.support.tree import ROOT

pytestmark = pytest.mark.full

PAGE = (ROOT / "k8s" / "README.md").read_text(encoding="utf-8")
(CREATE,) = re.findall(r"^(openssl req -x509.+)$", PAGE, re.MULTILINE)
"""The command by which the page creates the certificate of the host `postgres`."""
PASSWORD = "example"


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """Creates a certificate as the page describes, for another host; returns it and its key."""
    (folder / "secrets").mkdir(parents=True)
    subprocess.run(
        CREATE.replace("=postgres ", f"={host} ").replace(":postgres ", f":{host} ").split(),
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "secrets" / "postgres.crt", folder / "secrets" / "postgres.key"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"), "localhost")[0]


@pytest.fixture(scope="module")
def server(authority: Path) -> Iterator[Postgres]:
    """Yields a server with the arguments of the manifest."""
    with Postgres(binaries=programs_with_tls()) as started:
        asyncio.run(_set_password(started))
        started.stop()
        owner = started.data.stat()
        for source, name in ((authority, "tls.crt"), (authority.with_suffix(".key"), "tls.key")):
            file = started.folder / name
            file.write_bytes(source.read_bytes())
            file.chmod(0o600)
            os.chown(file, owner.st_uid, owner.st_gid)
        (started.folder / "pg_hba.conf").write_bytes((ROOT / "deploy/postgres/pg_hba.conf").read_bytes())
        (started.folder / "pg_hba.conf").chmod(0o644)
        manifest = (ROOT / "k8s/base/postgres/postgres.yaml").read_text(encoding="utf-8")
        for name, value in re.findall(r"- (\w+)=(\S+)", manifest):
            started.settings[name] = str(started.folder / Path(value).name) if "/" in value else value
        started.start()
        yield started


async def _set_password(server: Postgres) -> None:
    connection = await asyncpg.connect(host="127.0.0.1", port=server.port, user="postgres", database="postgres")
    await connection.execute(f"ALTER ROLE postgres PASSWORD '{PASSWORD}'")
    await connection.close()


def _url(server: Postgres) -> str:
    return f"postgresql+asyncpg://postgres:{PASSWORD}@localhost:{server.port}/postgres?ssl=verify-full"


async def test_a_process_connects_with_tls_and_verifies_the_certificate(
    server: Postgres, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSSLROOTCERT", str(authority))
    database = Database(_url(server))
    try:
        async with database.reading() as connection:
            used = await connection.scalar(text("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
    finally:
        await database.close()
    assert used == "TLSv1.3"


async def test_the_certificate_of_another_is_refused(
    server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSSLROOTCERT", str(certificate(tmp_path, "localhost")[0]))
    database = Database(_url(server))
    try:
        with pytest.raises(SQLAlchemyError, match="certificate verify failed"):
            async with database.reading():
                pass
    finally:
        await database.close()


async def test_a_connection_without_tls_is_refused(server: Postgres) -> None:
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError, match=r"no pg_hba\.conf entry"):
        await asyncpg.connect(host="localhost", port=server.port, user="postgres", database="postgres", ssl=False)
