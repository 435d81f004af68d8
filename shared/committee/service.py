"""A committee's service: the composition of all parts. `services/<level>/main.py` says which level, and nothing else."""

import secrets
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from os import environ, getpid
from pathlib import Path

from fastapi import APIRouter, FastAPI

from shared.committee.auditing import Auditing
from shared.committee.belonging import belonging
from shared.committee.census import Census
from shared.committee.desk.labels import field_title
from shared.committee.desk.routes import desk_router
from shared.committee.directory import effect as directory_effect
from shared.committee.directory.snapshot import Directory
from shared.committee.duties import Duties
from shared.committee.imports.entering import Imports
from shared.committee.imports.routes import imports_router
from shared.committee.keys.issuing import Issuing
from shared.committee.keys.vault import Vault
from shared.committee.kinds import KINDS
from shared.committee.letters.routes import letters_router
from shared.committee.matters.routes import matters_router
from shared.committee.office import Office
from shared.committee.organizations.routes import organizations_router
from shared.committee.readiness import Readiness
from shared.committee.reports import effect as reports_effect
from shared.committee.reports.changes import Changes
from shared.committee.reports.reading import Reports
from shared.committee.reports.routes import reports_router
from shared.committee.transfers.inbox import Inbox
from shared.committee.transfers.receiving import Receiving
from shared.committee.transfers.routes import transfers_router
from shared.committee.version import begin_epoch
from shared.contracts.topics import Topic
from shared.domain.charter import CharterError, Charters
from shared.messaging.lease import COMMITTEE, Lease
from shared.messaging.outbox.relay import Relay
from shared.messaging.readers.reader import Reader
from shared.messaging.settings import KafkaSettings, SettingError
from shared.storage.database import Database
from shared.storage.preparation import prepare_or_exit
from shared.storage.private import make_files_private
from shared.telemetry import metrics
from shared.telemetry.logs import configure
from shared.web.app import create_app
from shared.web.server import serve
from shared.web.settings import Settings, load_or_exit
from shared.web.surroundings import Surroundings

DIRECTORY_SECONDS = 0.1
"""Under load, requests share one look at the directory; what Kafka brings takes longer than this anyway."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """The application, its duties, and why it is not ready yet."""

    app: FastAPI
    duties: Duties
    readiness: Readiness


def routers(office: Office, reports: Reports, changes: Changes) -> list[APIRouter]:
    """Every route and page that a committee's service adds to what each application has."""
    imports = Imports(office)
    return [
        organizations_router(office),
        *(matters_router(office, kind) for kind in KINDS),
        transfers_router(office),
        letters_router(office),
        imports_router(imports),
        reports_router(office, reports, changes),
        desk_router(office, reports, imports),
    ]


def build(name: str, settings: Settings, charters: Charters, kafka: KafkaSettings) -> Service:
    """The service of this level. Nothing is opened before the application starts."""
    service, read = Database(settings.database), Database(settings.read_database, durable=False)
    lease = Lease(service, name=COMMITTEE, holder=f"{socket.gethostname()}-{getpid()}-{secrets.token_hex(4)}")
    relay = Relay(service, kafka, lease)
    directory = Reader(
        directory_effect.READER, [Topic.ORGANIZATIONS], read, kafka, directory_effect.take_in, lease=lease
    )
    reports = Reader(
        reports_effect.READER, [Topic.REPORTS], read, kafka, reports_effect.take_in, reports_effect.reset, lease=lease
    )
    office = Office(
        service=service,
        read=read,
        charters=charters,
        directory=Directory(read, max_age=DIRECTORY_SECONDS),
        organizations=settings.organizations,
        wake=relay.wake,
    )
    around = Surroundings(
        database=service, secret=settings.secret, now=office.now, belonging=belonging(office), title_of=field_title
    )
    changes = Changes(read, office.now)
    readiness = Readiness(service, directory, lease, kafka)
    census = Census(name, office)
    vault = Vault(settings.secret)
    auditing = Auditing(name, service, kafka, office.hosts, lease, office.now)
    issuing = Issuing(office, vault, lease, complete=lambda: directory.caught_up)
    inbox = Inbox(vault, Receiving(office), hosts=office.receives_for, complete=lambda: directory.caught_up).reader(
        service, kafka, lease=lease, applied=relay.wake
    )
    readiness.observe(directory, reports, inbox)
    duties = Duties(
        {
            "relay": relay.run,
            "directory": directory.run,
            "reports": reports.run,
            "keys": issuing.run,
            "inbox": inbox.run,
            "changes": changes.run,
            "readiness": readiness.watch,
            "census": census.run,
            "audit": auditing.run,
        },
        around.stopping,
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with service.transaction() as connection:
            await begin_epoch(connection)
        try:
            async with duties.at_work():
                yield
        finally:
            await service.close()
            await read.close()

    app = create_app(
        f"联席 {name}",
        routers(office, Reports(office), changes),
        service=name,
        around=around,
        lifespan=lifespan,
        ready=readiness.reason,
        details=readiness.details,
    )
    return Service(app=app, duties=duties, readiness=readiness)


def run(name: str, *, offset: int, charter: Path) -> None:
    """The process of this level: settings from the environment, the charter beside its `main.py` unless another one is set."""
    make_files_private()
    settings = load_or_exit(name, offset=offset)
    configure(name, style=settings.log)
    try:
        kafka = KafkaSettings.from_environment(environ)
        charters = Charters.load(settings.charter or charter)
    except (SettingError, CharterError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the last word of a process that does not start
        sys.exit(2)
    metrics.expose("service", service=name)
    metrics.kafka_waiting_seconds.set_function(kafka.availability.waiting_seconds)
    prepare_or_exit(settings.database, settings.read_database)
    service = build(name, settings, charters, kafka)
    serve(
        service.app,
        host=settings.host,
        port=settings.port,
        metrics_port=settings.metrics_port,
        ready=service.readiness.reason,
        details=service.readiness.details,
        trusted_proxies=settings.trusted_proxies,
    )
    if service.duties.failed:
        sys.exit(1)
