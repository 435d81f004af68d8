"""What keeps Kafka from being used is one sentence that names the setting to mend; nothing is lost meanwhile."""

import asyncio
import os
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from shared.contracts.writers import Writer
from shared.messaging.clients import cluster_id
from shared.messaging.diagnostics import UnreachableError
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from shared.storage.migrations.migration import migrate
from tests.deploy.kafka.secured import OUTSIDER, SecuredKafka
from tests.support.outbox import commit, everything_is_published, outbox_event, relaying
from tests.support.waiting import eventually

pytestmark = [pytest.mark.full, pytest.mark.timeout(600), pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"password": "wrong"}, "不接受用户 county 的口令.*LIANXI_KAFKA_PASSWORD_FILE"),
        ({"username": "nobody"}, "不接受用户 nobody 的口令.*LIANXI_KAFKA_USERNAME"),
        ({"ca_file": None}, "证书是自签的，不受信任.*LIANXI_KAFKA_CA_FILE"),
        ({"bootstrap": "localhost:1"}, "localhost:1.*没有应答.*LIANXI_KAFKA"),
        (
            {"security_protocol": "PLAINTEXT", "username": None, "password": None, "ca_file": None},
            "LIANXI_KAFKA_SECURITY_PROTOCOL（现为 PLAINTEXT）",
        ),
    ],
    ids=["password", "user", "authority", "address", "protocol"],
)
async def test_a_wrong_setting_is_named(kafka: SecuredKafka, wrong: dict[str, str], message: str) -> None:
    with pytest.raises(UnreachableError, match=message):
        await cluster_id(replace(kafka.settings("county"), **wrong))  # type: ignore[arg-type] # any field


async def test_tls_to_a_port_without_it_is_named(broker: KafkaSettings) -> None:
    with pytest.raises(UnreachableError, match="LIANXI_KAFKA_SECURITY_PROTOCOL（现为 SSL）"):
        await cluster_id(replace(broker, security_protocol="SSL"))


async def test_an_expired_certificate_is_named(tmp_path: Path) -> None:
    async with _expired(tmp_path) as (port, authority):
        asked = KafkaSettings(bootstrap=f"localhost:{port}", security_protocol="SSL", ca_file=authority)
        with pytest.raises(UnreachableError, match="证书已过期"):
            await cluster_id(asked)


def _made_long_ago(folder: Path) -> Path:
    store, pem = folder / "store.p12", folder / "both.pem"
    words = ["-storetype", "PKCS12", "-storepass", "changeit", "-keystore", str(store)]
    key = ["-genkeypair", "-keyalg", "EC", "-alias", "a", "-dname", "CN=localhost", "-ext", "san=dns:localhost"]
    subprocess.run(["keytool", *key, *words, "-startdate", "-10d", "-validity", "1"], check=True, capture_output=True)
    opened = ["openssl", "pkcs12", "-in", str(store), "-passin", "pass:changeit", "-nodes", "-out", str(pem)]
    subprocess.run(opened, check=True, capture_output=True)
    return pem


@asynccontextmanager
async def _expired(folder: Path) -> AsyncIterator[tuple[int, Path]]:
    """Yields a server whose certificate was valid for one day, long ago."""
    pem = _made_long_ago(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1], pem


@pytest.mark.parametrize("command", [("services.aggregation", "tally"), ("deploy", "topics")])
async def test_a_process_says_so_and_ends(kafka: SecuredKafka, tmp_path: Path, command: tuple[str, str]) -> None:
    (tmp_path / "password").write_text("wrong", encoding="ascii")
    own = kafka.environment("tally") | {"LIANXI_KAFKA_PASSWORD_FILE": str(tmp_path / "password")}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LIANXI_")}
    ended = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *command),
        env=clean | own | {"LIANXI_VAR": str(tmp_path), "LIANXI_METRICS_PORT": "0"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    _, message = await ended.communicate()
    assert ended.returncode not in (0, None)
    assert "不接受用户 tally 的口令" in message.decode().splitlines()[-1]


async def test_what_waits_for_a_right_is_published_when_it_is_given(kafka: SecuredKafka, tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/service.db")
    await migrate(database, "service")
    await commit(database, outbox_event())
    outsider, county = (kafka.settings(name).of_writer(Writer.COUNTY) for name in (OUTSIDER, "county"))
    try:
        async with relaying(database, outsider, holder="outsider") as relay:
            await eventually(lambda: relay.failing)
            assert not await everything_is_published(database)
        async with relaying(database, county, holder="county"):
            await eventually(lambda: everything_is_published(database))
    finally:
        await database.close()
