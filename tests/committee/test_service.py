"""A service as a process: what a clerk records comes back by Kafka, and the process ends when it is asked to."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.contracts.topics import Topic
from shared.contracts.vocabulary import Role
from shared.contracts.writers import SelfHosted, Writer, Writers
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import create_topics
from shared.storage.database import Database
from shared.storage.migrations.migration import migrate
from shared.web.accounts import create_account
from shared.web.login.passwords import hash_password
from tests.committee.attached_files import PDF
from tests.support.clients import log_in
from tests.support.ports import free_port
from tests.support.roster import ROSTER
from tests.support.topics import records
from tests.support.waiting import PATIENCE, eventually

PASSWORD = "correct horse"
LEVELS = ("region", "city", "county")
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
        "LIANXI_ROOT_KEYS": "first",
        "LIANXI_KAFKA": kafka.bootstrap,
        "LIANXI_KAFKA_IDEMPOTENT": "false",
        "LIANXI_PORT": str(port),
        "LIANXI_METRICS_PORT": str(free_port()),
    }
    return {**os.environ, **own, **more}


@asynccontextmanager
async def running(name: str, folder: Path, kafka: KafkaSettings, **more: str) -> AsyncIterator[Process]:
    """Yields the process of this service, which is always ended afterwards. `more`: its settings beside those of every process."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"services.{name}", env=environment(folder, kafka, port, **more)
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
            connection, name="administrator", organization=None, roles=[Role.SYSTEM_ADMINISTRATOR], password_hash=hashed
        )
    await database.close()


async def bring_in(service: Process) -> httpx.Response:
    headers = {"Content-Type": "text/csv"}
    return await service.client.post("/api/v1/imports/organizations", content=ROSTER.encode(), headers=headers)


async def test_what_one_service_records_the_other_one_reads(kafka: KafkaSettings, tmp_path: Path) -> None:
    async with (
        running("region", tmp_path, kafka) as region,
        running("city", tmp_path, kafka) as city,
        running("county", tmp_path, kafka) as county,
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


async def test_a_county_that_operates_its_own_service_publishes_into_its_own_topics_and_is_read(
    kafka: KafkaSettings, tmp_path: Path
) -> None:
    own, more = SelfHosted(Writer.COUNTY, "520603"), {"LIANXI_SELF_HOSTED": "county-520603"}
    kafka = replace(kafka, writers=Writers(frozenset({own})))
    await create_topics(kafka)
    async with (
        running("region", tmp_path, kafka, **more) as region,
        running("city", tmp_path, kafka, **more) as city,
        running("county", tmp_path, kafka, **more, LIANXI_WRITER=str(own)) as county,
    ):
        for service, name in ((region, "region"), (city, "city"), (county, "county")):
            await service.until("/livez", 200)
            await let_in(tmp_path, name)
            await service.until("/readyz", 200)
            await service.log_in()
        assert (await bring_in(region)).json()["entered"] == 1
        await city.until("/api/v1/organizations/520000", 200)
        assert (await bring_in(city)).json()["entered"] == 4
        await county.until("/api/v1/organizations/520603", 200)
        assert (await bring_in(county)).json()["entered"] == 1  # not the township of another county
        await city.until("/api/v1/organizations/520603202", 200)
        secretariat = await clerk_of(county, tmp_path, "county", "520603")
        assert (await secretariat.client.post("/api/v1/proposals", json={"title": "一"})).status_code == 201
        await secretariat.client.aclose()
        await eventually(lambda: _has_published(kafka, 1))
    writers = {record.topic for record in await records(kafka, Topic.ORGANIZATIONS) if b"520603202" in record.key}
    assert writers == {"lianxi.county-520603.organizations"}
    assert {record.topic for record in await records(kafka)} == {"lianxi.county-520603.proposals"}


async def _has_published(kafka: KafkaSettings, proposals: int) -> bool:
    return len(await records(kafka)) == proposals


async def clerk_of(service: Process, folder: Path, name: str, organization: str) -> Process:
    """Creates the account of an office, and returns the service with a client that is logged in as it."""
    database = Database(f"sqlite+aiosqlite:///{folder}/{name}.db")
    hashed = await hash_password(PASSWORD)
    async with database.transaction() as connection:
        await create_account(
            connection, name="clerk", organization=organization, roles=[Role.SECRETARIAT], password_hash=hashed
        )
    await database.close()
    client = httpx.AsyncClient(base_url=service.client.base_url, trust_env=False)
    client.headers.update(await log_in(client, "clerk", PASSWORD))
    return Process(process=service.process, client=client)


async def _items(service: Process, path: str) -> list[dict[str, Any]]:
    answer = await service.client.get(f"/api/v1{path}")
    assert answer.is_success, answer.text
    return list(answer.json()["items"])


async def test_an_attachment_travels_from_one_running_service_to_another(kafka: KafkaSettings, tmp_path: Path) -> None:
    content = PDF + bytes(600_000)  # two chunks
    async with AsyncExitStack() as stack:
        started = {name: await stack.enter_async_context(running(name, tmp_path, kafka)) for name in LEVELS}
        for name, service in started.items():
            await service.until("/livez", 200)
            await let_in(tmp_path, name)
            await service.until("/readyz", 200)
            await service.log_in()
            if name != "region":
                await service.until("/api/v1/organizations/520000", 200)
            assert (await bring_in(service)).is_success
        for key in ("522600", "522625"):
            await started["county"].until(f"/api/v1/organizations/{key}", 200)
        county = await clerk_of(started["county"], tmp_path, "county", "522625")
        city = await clerk_of(started["city"], tmp_path, "city", "522600")
        for client in (county.client, city.client):
            stack.push_async_callback(client.aclose)
        new = {"title": "路灯", "content": "三个月无人修理", "channel": "window"}
        id = (await county.client.post("/api/v1/opinions", json=new)).json()["id"]
        for command, body in (("edit", {"content": "请尽快处理"}), ("approve", {})):
            assert (await county.client.post(f"/api/v1/opinions/{id}/{command}", json=body)).is_success
        path = f"/api/v1/opinions/{id}/attachments"
        assert (await county.client.post(path, files={"file": ("调研.pdf", content)})).is_success

        async def is_forwarded() -> bool:  # as soon as the key of the city has arrived
            return (await county.client.post(f"/api/v1/opinions/{id}/forward", json={})).is_success

        await eventually(is_forwarded, within=PATIENCE)

        async def has_arrived() -> bool:
            matters = [each["matter"] for each in await _items(city, "/transfers?side=in") if each["matter"]]
            return bool(matters and await _items(city, f"/opinions/{matters[0]}/attachments"))

        await eventually(has_arrived, within=PATIENCE)
        (transfer,) = await _items(city, "/transfers?side=in")
        answer = await city.client.get(f"/api/v1/opinions/{transfer['matter']}/attachments/1")
        assert answer.content == content
        assert (await city.client.post(f"/api/v1/transfers/{transfer['id']}/accept", json={})).is_success


@pytest.mark.parametrize("wrong", [{"LIANXI_KAFKA": ""}, {"LIANXI_CHARTER": "nowhere.toml"}])
async def test_a_wrong_setting_is_one_sentence_and_no_start(tmp_path: Path, wrong: dict[str, Any]) -> None:
    kafka = KafkaSettings(bootstrap="127.0.0.1:9", idempotent=False)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "services.county"),
        env=environment(tmp_path, kafka, free_port(), **wrong),
        stderr=asyncio.subprocess.PIPE,
    )
    _, printed = await process.communicate()
    assert process.returncode == 2
    (sentence,) = printed.decode().strip().splitlines()
    assert next(iter(wrong)) in sentence
