"""A county moves from the shared service to one of its own: nothing is lost, nothing is there twice, and the figures stay."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import connect

import pytest
from nacl.secret import SecretBox
from typer.testing import CliRunner, Result

from deploy.__main__ import app
from deploy.ops.moving.ownership import (
    BY_COLUMN,
    BY_LINKS,
    CONTENTS,
    COPIED,
    ENDING,
    STAYING,
    deleted_tables,
    moving,
    moving_tables,
)
from deploy.ops.moving.sealed_values import SEALED, SealedValues
from deploy.ops.reconcile.naive import recompute
from deploy.ops.text_conversion import convert_texts
from deploy.settings import DeploySettings
from shared.committee.encryption.key_pairs import newest
from shared.committee.encryption.vault import Vault
from shared.contracts.codec import decode
from shared.contracts.facts import Facts
from shared.contracts.subjects import organization_of
from shared.contracts.version_bounds import Version
from shared.contracts.writers import SelfHosted, Writer, Writers
from shared.domain.errors import ConflictError
from shared.messaging.lease import COMMITTEE, Lease
from shared.storage.database import Database, read_tables, service_tables
from shared.web.accounts import find_account
from shared.web.login.sessions import new_token, open_session
from shared.web.service_secret import secret_box
from tests.committee.attached_files import PDF, added
from tests.committee.conftest import connected, empty_services, services_with_keys, services_with_roster
from tests.committee.forwarding import COUNTY, TOWNSHIP, approved, arrived, clerk, collected
from tests.committee.migrated import mark_migrated
from tests.committee.proposals import brought_to
from tests.committee.service_clients import SECRET, ServiceClient, ServiceClients, open_service

__all__ = ["connected", "empty_services", "services_with_keys", "services_with_roster"]

NEIGHBOUR = "522625"
OWN = SelfHosted(Writer.COUNTY, COUNTY)
WRITERS = Writers(frozenset({OWN}))


def test_every_table_of_a_service_has_a_rule() -> None:
    rules = [*BY_COLUMN, *BY_LINKS, *ENDING, *STAYING]
    assert len(rules) == len(set(rules))
    assert {*rules, *CONTENTS, *COPIED} == set(service_tables.tables)
    for table in moving_tables():
        assert str(moving(table, COUNTY))
    assert all(column in service_tables.tables[table].c for table, columns in SEALED.items() for column in columns)


def test_a_value_is_encrypted_with_the_new_secret_and_a_lost_one_stays() -> None:
    ((table, columns),) = [each for each in SEALED.items() if each[0] == "second_factors"]
    purpose = columns["secret"]
    values = SealedValues(b"a" * 32, b"b" * 32)
    row = values.resealed(table, {"account": "x", "secret": bytes(secret_box(b"a" * 32, purpose).encrypt(b"seed"))})
    box: SecretBox = secret_box(b"b" * 32, purpose)
    assert isinstance(row["secret"], bytes)
    assert (row["account"], box.decrypt(row["secret"])) == ("x", b"seed")
    assert values.resealed(table, {"secret": b"lost"}) == {"secret": b"lost"}


@dataclass
class Installation:
    """The services before the move, and the folders of the two that the county works in."""

    services: ServiceClients
    folder: Path
    proposal: str
    opinion: str

    @property
    def new(self) -> Path:
        return self.folder / "own"

    async def move(self, county: str = COUNTY, *, listed: str = str(OWN), more: Sequence[str] = ()) -> Result:
        """Runs the command in the environment of the shared service."""
        words = ["move", "county", county, str(self.new), "--yes", *more]
        settings = {"LIANXI_VAR": str(self.folder), "LIANXI_SELF_HOSTED": listed}
        return await asyncio.to_thread(CliRunner().invoke, app, words, env=settings)

    def keep_database(self, name: str) -> None:
        _copy(self.folder / "county.db", self.folder / name)

    def put_database(self, name: str) -> None:
        """Puts a kept database back: as if the command had been killed before it deleted anything."""
        _copy(self.folder / name, self.folder / "county.db")


def _copy(source: Path, target: Path) -> None:
    with closing(connect(source)) as kept, closing(connect(target)) as replaced:
        kept.backup(replaced)


@pytest.fixture
async def installation(connected: ServiceClients, tmp_path: Path) -> Installation:
    """Returns services in which the county has a proposal with a file and a report, and its neighbour has one of each too."""
    await mark_migrated(connected.all)
    (tmp_path / "county.secret").write_bytes(SECRET)
    await brought_to(connected.county, "file")
    proposal = await brought_to(connected.county, "file", by=clerk(COUNTY))
    await added(connected.county, proposal, clerk(COUNTY), PDF, kind="proposals")
    opinion = await collected(connected.county, COUNTY)
    await connected.deliver()
    return Installation(connected, tmp_path, proposal, opinion)


@dataclass
class Moved:
    """The services after the move: those of all levels, and that of the county."""

    shared: ServiceClients
    own: ServiceClient

    @property
    def all(self) -> list[ServiceClient]:
        return [*self.shared.all, self.own]

    async def deliver(self) -> None:
        while any([(await each.apply(self.all))[0] for each in self.all]):  # every one of them applies in each round
            pass
        assert {each.name: each.refused_records for each in self.all if each.refused_records} == {}


@pytest.fixture
async def opened() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def restarted(installation: Installation, stack: AsyncExitStack) -> Moved:
    """Starts all services with the list of self-hosted counties, as after the move."""
    before = installation.services
    services = [
        await stack.enter_async_context(
            open_service(
                each.name,
                installation.folder,
                tokens=each.tokens,
                clock=before.clock,
                writers=WRITERS,
                writer=Writer(each.name),
            )
        )
        for each in before.all
    ]
    for old, service in zip(before.all, services, strict=True):
        service.read_to = dict(old.read_to)
    read = Database(f"sqlite+aiosqlite:///{installation.new}/county-read.db")
    async with read.engine.begin() as connection:
        await connection.run_sync(read_tables.create_all)
    await read.close()
    secret = (installation.new / "county.secret").read_bytes()
    own = await stack.enter_async_context(
        open_service(
            "county", installation.new, tokens={}, clock=before.clock, writers=WRITERS, writer=OWN, secret=secret
        )
    )
    own.name = str(OWN)
    own.inbox_secret = own.signing_secret = secret
    name = clerk(COUNTY)
    async with own.context.service.transaction() as connection:
        own.tokens[name] = new_token()
        await open_session(connection, await find_account(connection, name), own.tokens[name], own.context.now())
    region, city, county, township = services
    moved = Moved(ServiceClients(region=region, city=city, county=county, township=township), own)
    await moved.deliver()
    return moved


async def counted(services: Iterable[ServiceClient], writers: Writers) -> dict[str, Facts]:
    """Returns the newest facts of each subject that the aggregation counts: those in a topic of the service that hosts or keeps it."""
    newest: dict[str, tuple[Version, Facts]] = {}
    for service in services:
        tree = await service.context.directory.tree()
        for row in await service.announced():
            event = decode(row.payload, topic=row.topic, partition=row.partition)
            organization = organization_of(row.matter)
            if event is None or organization not in tree or not isinstance(event.facts, Facts):
                continue
            writer, level = service.context.writer or Writer(service.name), tree.level(organization)
            rule = writers.may_keep if row.matter == organization else writers.may_host
            known = newest.get(row.matter)
            if rule(writer, level, organization) and (known is None or event.version >= known[0]):
                newest[row.matter] = event.version, event.facts
    return {subject: facts for subject, (_, facts) in newest.items()}


async def test_the_new_service_answers_the_former_one_does_not_and_the_figures_are_equal(
    installation: Installation, opened: AsyncExitStack
) -> None:
    before = await counted(installation.services.all, Writers())
    done = await installation.move()
    assert done.exit_code == 0, done.output
    moved = await restarted(installation, opened)
    shown = await moved.own.get(f"/proposals/{installation.proposal}", clerk(COUNTY))
    assert shown["status"] == "filed"
    file = await moved.own.call("GET", f"/proposals/{installation.proposal}/attachments/1", clerk(COUNTY))
    assert file.content == PDF
    assert (await moved.own.post("/proposals", clerk(COUNTY), title="新服务的提案"))["number"] == 2
    after = await counted(moved.all, WRITERS)
    del after[f"{COUNTY}-p-{shown['year']}-2"]
    assert recompute(after.items()) == recompute(before.items())
    former = moved.shared.county
    assert (await former.call("GET", "/proposals", clerk(COUNTY))).status_code == 401
    tree = await former.context.directory.tree()
    with pytest.raises(ConflictError, match="请到其所在县自行运行的系统办理") as refused:
        former.context.require_hosted(COUNTY, tree)
    assert refused.value.code == "hosted-elsewhere"
    assert (await former.get("/proposals", clerk(NEIGHBOUR)))["total"] == 1


async def test_encrypted_texts_are_read_with_the_secret_of_the_new_service(
    installation: Installation, opened: AsyncExitStack
) -> None:
    settings = DeploySettings(var=installation.folder, encrypt_texts=True)
    assert await convert_texts(settings, "county", lambda done, behind: None) > 0  # noqa: ARG005 - called by their names
    assert (await installation.move()).exit_code == 0
    moved = await restarted(installation, opened)
    path = f"/opinions/{installation.opinion}"
    assert (await moved.own.get(path, clerk(COUNTY)))["content"] == "三个月无人修理"
    assert "三个月无人修理".encode() not in (installation.new / "county.db").read_bytes()


async def test_nothing_of_the_county_remains_and_nothing_of_its_neighbour_goes(installation: Installation) -> None:
    assert (await installation.move()).exit_code == 0
    content = (installation.new / "county.db").read_bytes()
    assert NEIGHBOUR.encode() not in content
    database = Database(f"sqlite+aiosqlite:///{installation.folder}/county.db")
    async with database.reading() as connection:
        for table in deleted_tables():
            assert (await connection.execute(table.select().where(moving(table, COUNTY)))).all() == [], table.name
    await database.close()


async def test_a_transfer_that_was_under_way_and_a_later_one_arrive_at_the_new_service(
    installation: Installation, opened: AsyncExitStack
) -> None:
    township = installation.services.township
    first = await approved(township, TOWNSHIP)
    await township.post(f"/opinions/{first}/forward", clerk(TOWNSHIP))
    await installation.services.deliver(away=["county"])
    assert (await installation.move()).exit_code == 0
    moved = await restarted(installation, opened)
    assert (await moved.own.get(f"/opinions/{await arrived(moved.own, COUNTY)}", clerk(COUNTY)))["title"]
    second = await approved(moved.shared.township, TOWNSHIP)
    await moved.shared.township.post(f"/opinions/{second}/forward", clerk(TOWNSHIP))
    await moved.deliver()
    incoming = await moved.own.get("/transfers", clerk(COUNTY), side="in")
    assert incoming["total"] == 2
    await moved.own.post(f"/transfers/{incoming['items'][0]['id']}/accept", clerk(COUNTY))
    await moved.deliver()
    assert (await moved.shared.township.get(f"/opinions/{second}", clerk(TOWNSHIP)))["status"] == "forwarded"


async def test_an_interrupted_move_is_run_again_and_a_complete_one_says_so(installation: Installation) -> None:
    installation.keep_database("before.db")
    first = await installation.move()
    assert first.exit_code == 0, first.output
    again = await installation.move()
    assert (again.exit_code, again.output.strip()) == (0, f"{COUNTY} 的数据先前已移入新数据库，原数据库中没有。")
    installation.put_database("before.db")
    second = await installation.move()
    assert second.exit_code == 0, second.output
    assert second.output.splitlines()[-1] == first.output.splitlines()[-1]


async def test_a_service_that_has_begun_to_work_is_not_overwritten(
    installation: Installation, opened: AsyncExitStack
) -> None:
    installation.keep_database("before.db")
    assert (await installation.move()).exit_code == 0
    moved = await restarted(installation, opened)
    await moved.own.post("/proposals", clerk(COUNTY), title="新服务的提案")
    await moved.shared.county.context.service.close()
    installation.put_database("before.db")
    refused = await installation.move()
    assert refused.exit_code == 1
    assert f"（如 {COUNTY}-p-" in refused.output
    assert (await moved.own.get("/proposals", clerk(COUNTY)))["total"] == 2


@pytest.mark.parametrize(
    ("county", "listed", "why"),
    [
        (COUNTY, f"county-{NEIGHBOUR}", f"LIANXI_SELF_HOSTED 没有列出 county-{COUNTY}"),
        ("52060", str(OWN), "县代码“52060”不对：应为6位数字"),
        ("520699", "county-520699", "county 的数据库中没有 520699 的数据"),
    ],
)
async def test_what_would_not_be_safe_is_refused(
    installation: Installation, county: str, listed: str, why: str
) -> None:
    refused = await installation.move(county, listed=listed)
    assert refused.exit_code == 1
    assert why in refused.output


async def test_a_secret_file_of_the_new_service_is_read_as_the_service_reads_it(installation: Installation) -> None:
    file = installation.folder / "given"
    file.write_bytes(b"short\n")
    refused = await installation.move(more=["--secret-file", str(file)])
    assert (refused.exit_code, "至少32字节" in refused.output) == (1, True)
    file.write_bytes(b"f" * 32 + b"\n")
    done = await installation.move(more=["--secret-file", str(file)])
    assert done.exit_code == 0, done.output
    database = Database(f"sqlite+aiosqlite:///{installation.new}/county.db")
    async with database.reading() as connection:
        (pair,) = (await newest(connection)).values()
    await database.close()
    assert Vault(b"f" * 32).fits(pair.locked)
    assert not (installation.new / "county.secret").exists()


async def test_a_running_service_and_another_secret_are_refused(installation: Installation) -> None:
    (installation.folder / "county.secret").write_bytes(b"x" * 32)
    refused = await installation.move()
    assert (refused.exit_code, "打不开" in refused.output) == (1, True)
    (installation.folder / "county.secret").write_bytes(SECRET)
    lease = Lease(installation.services.county.context.service, COMMITTEE, "a process", seconds=600)
    assert await lease.acquire()
    refused = await installation.move()
    assert (refused.exit_code, "正在运行" in refused.output) == (1, True)
