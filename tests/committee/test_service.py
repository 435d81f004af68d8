"""A service as a process: what a clerk records comes back by Kafka, and the process ends when it is asked to."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.contracts.vocabulary import Role
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from shared.storage.migrations.migration import migrate
from shared.web.accounts import create_account
from shared.web.passwords import hash_password
from tests.support.clients import log_in
from tests.support.ports import free_port
from tests.support.roster import ROSTER
from tests.support.waiting import PATIENCE

PASSWORD = "correct horse"
pytestmark = [pytest.mark.full, pytest.mark.timeout(300)]
"""Starting processes takes long on a busy machine."""


@dataclass(kw_only=True)
class Process:
    """A running service, and a client of it that is logged in as its administrator."""

    process: asyncio.subprocess.Process
    client: httpx.AsyncClient

    async def log_in(self) -> None:
        self.client.headers.update(await log_in(self.client, "administrator", PASSWORD))

    async def until(self, path: str, status: int) -> httpx.Response:
        """Repeats the request until the response has this status."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    answer = await self.client.get(path)
                except httpx.TransportError:
                    answer = None
                if answer is not None and answer.status_code == status:
                    return answer
                assert self.process.returncode is None
                await asyncio.sleep(0.05)

    async def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


def environment(folder: Path, kafka: KafkaSettings, port: int, **more: str) -> dict[str, str]:
    own = {
        "LIANXI_VAR": str(folder),
        "LIANXI_KAFKA": kafka.bootstrap,
        "LIANXI_KAFKA_IDEMPOTENT": "false",
        "LIANXI_PORT": str(port),
        "LIANXI_METRICS_PORT": str(free_port()),
    }
    return {**os.environ, **own, **more}


@asynccontextmanager
async def running(name: str, folder: Path, kafka: KafkaSettings) -> AsyncIterator[Process]:
    """Yields the process of this service, which is always ended afterwards."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"services.{name}", env=environment(folder, kafka, port)
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        try:
            yield Process(process=process, client=client)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def let_in(folder: Path, name: str) -> None:
    """Prepares the database of a service and creates its administrator."""
    database = Database(f"sqlite+aiosqlite:///{folder}/{name}.db")
    await migrate(database, "service")
    hashed = await hash_password(PASSWORD)
    async with database.transaction() as connection:
        await create_account(
            connection, name="administrator", organization=None, roles=[Role.ADMINISTRATOR], password_hash=hashed
        )
    await database.close()


async def bring_in(service: Process) -> httpx.Response:
    headers = {"Content-Type": "text/csv"}
    return await service.client.post("/api/v1/imports/organizations", content=ROSTER.encode(), headers=headers)


async def test_what_one_service_records_the_other_one_reads(broker: KafkaSettings, tmp_path: Path) -> None:
    async with (
        running("region", tmp_path, broker) as region,
        running("city", tmp_path, broker) as city,
        running("county", tmp_path, broker) as county,
    ):
        for service in (region, city, county):
            await service.until("/livez", 200)
        assert (await county.client.get("/readyz")).status_code == 503
        for service, name in ((region, "region"), (city, "city"), (county, "county")):
            await let_in(tmp_path, name)
            await service.until("/readyz", 200)
            await service.log_in()
        details = (await county.client.get("/readyz")).json()
        assert details == {"status": "ok", "degraded": [], "kafka": {"state": "connected"}}
        assert (await bring_in(region)).json()["entered"] == 1
        await city.until("/api/v1/organizations/520000", 200)
        assert (await bring_in(city)).json()["entered"] == 4
        await county.until("/api/v1/organizations/522625", 200)
        await county.until("/api/v1/organizations/520603", 200)
        assert (await bring_in(county)).json()["entered"] == 2
        assert (await city.until("/api/v1/organizations/520603202", 200)).json()["body"]["established"]
        assert [await service.end() for service in (region, city, county)] == [0, 0, 0]


@pytest.mark.parametrize("wrong", [{"LIANXI_KAFKA": ""}, {"LIANXI_CHARTER": "nowhere.toml"}])
async def test_a_wrong_setting_is_one_sentence_and_no_start(tmp_path: Path, wrong: dict[str, Any]) -> None:
    kafka = KafkaSettings(bootstrap="127.0.0.1:9", idempotent=False)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "services.county"),
        env=environment(tmp_path, kafka, free_port(), **wrong),
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    (sentence,) = said.decode().strip().splitlines()
    assert next(iter(wrong)) in sentence
