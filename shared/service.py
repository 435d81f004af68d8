"""The composition root of a committee's service: its application, background tasks and readiness. `service_process.py` runs it."""

import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from os import getpid

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import autosaves
from shared.committee.attachments.assembly import AttachmentAssembly
from shared.committee.attachments.orphans import OrphanRemoval
from shared.committee.background import BackgroundTasks
from shared.committee.cadence.publication import CadencePublisher
from shared.committee.deliveries.retention import notification_purge
from shared.committee.deliveries.sender import NotificationSender
from shared.committee.deliveries.settings import NOTHING_DELIVERED, DeliverySettings
from shared.committee.directory import consumer as directory_consumer
from shared.committee.directory.record_signatures import RecordCheck
from shared.committee.encryption.signatures import EventSigner
from shared.committee.encryption.vault import Vault
from shared.committee.events.version import begin_epoch
from shared.committee.file_transfers.sending import ChunkSource
from shared.committee.imports.proposals.portions import ImportTask
from shared.committee.keys.acceptance_publication import AcceptancePublisher
from shared.committee.keys.endorsement import KeyEndorsement
from shared.committee.keys.issuer import KeyIssuer
from shared.committee.maintenance.audit import NightlyAudit
from shared.committee.maintenance.database_metrics import DatabaseMetrics
from shared.committee.maintenance.planner_statistics import PlannerStatistics
from shared.committee.maintenance.record_watch import RecordWatch
from shared.committee.notification_center.queries import unread_count
from shared.committee.own_records.consent_noting import ConsentNotes
from shared.committee.own_records.invitations import InvitationNotices
from shared.committee.readiness import Readiness
from shared.committee.relations import account_scope, second_factor_rule
from shared.committee.reminders.clock import LimitClock
from shared.committee.reports import consumer as reports_consumer
from shared.committee.reports.change_notifier import ChangeNotifier
from shared.committee.reports.queries import Reports
from shared.committee.service_context import service_context
from shared.committee.transfers.chunk_inbox import ChunkInbox
from shared.committee.transfers.delivery import Delivery
from shared.committee.transfers.inbox import Inbox
from shared.committee.units.queries import all_keys_of
from shared.contracts.topics import Topic
from shared.domain.charters.charters import Charters
from shared.messaging.lease import COMMITTEE, Lease
from shared.messaging.outbox.relay import Relay
from shared.messaging.readers.reader import Reader
from shared.messaging.settings import KafkaSettings
from shared.routers import routers
from shared.telemetry import metrics
from shared.ui.forms.labels import field_title
from shared.web.app import create_app
from shared.web.dependencies import AppState
from shared.web.oidc.provider import IdentityProvider
from shared.web.settings import ServiceSettings


@dataclass(frozen=True, kw_only=True)
class CommitteeService:
    """The application, its background tasks, and its readiness."""

    app: FastAPI
    background: BackgroundTasks
    readiness: Readiness


def build(
    name: str,
    settings: ServiceSettings,
    charters: Charters,
    kafka: KafkaSettings,
    delivery: DeliverySettings = NOTHING_DELIVERED,
) -> CommitteeService:
    """Returns the service of this level; it opens no connection before the application starts."""
    kafka = kafka.of_service(name)
    wakeable = list[Callable[[], None]]()
    context = service_context(settings, charters, kafka, delivery, wake=lambda: _wake(wakeable))
    service, read = context.service, context.read
    lease = Lease(service, name=COMMITTEE, holder=f"{socket.gethostname()}-{getpid()}-{secrets.token_hex(4)}")
    vault = Vault(settings.secret)
    signatures = EventSigner(service, vault).signatures
    relay = Relay(service, kafka, lease, signatures=signatures)
    reports = Reader(
        reports_consumer.READER,
        [Topic.REPORTS],
        read,
        kafka,
        reports_consumer.apply,
        reports_consumer.reset,
        lease=lease,
    )
    check = RecordCheck(context.record_keys, lambda: directory.has_caught_up, lambda: directory.times_caught_up)
    apply_records = partial(directory_consumer.apply, writers=kafka.writers, check=check)
    directory = Reader(
        directory_consumer.READER, [Topic.ORGANIZATIONS], read, kafka, apply_records, lease=lease, confirms_ends=True
    )
    metrics.signatures_refused.labels(directory_consumer.READER)  # an alert sees no increase from above 0
    chunk_relay = Relay(service, kafka, lease, sealed=ChunkSource(context).sealed, signatures=signatures)
    assembly = AttachmentAssembly(context, lease)
    wakeable += [relay.wake, chunk_relay.wake]
    purge_notifications = notification_purge(charters, kept_days=delivery.kept_days)

    async def purge(connection: AsyncConnection, now: datetime) -> None:
        await autosaves.purge(connection, now)
        await purge_notifications(connection, now)

    state = AppState(
        database=service,
        secret=settings.secret,
        now=context.now,
        account_scope=account_scope(context),
        unit_names=all_keys_of,
        unread=unread_count(context),
        requires_second_factor=second_factor_rule(context),
        purge=purge,
        title_of=field_title,
        limits=settings.limits,
        public_url=settings.public_url,
        hsts_subdomains=settings.hsts_subdomains,
        breached_passwords=settings.breached_passwords,
        identity_provider=None if settings.oidc is None else IdentityProvider(settings.oidc),
        audit_log_kept=settings.audit_log_kept,
    )
    changes = ChangeNotifier(read, context.now)
    readiness = Readiness(service, directory, lease, kafka)
    nightly_audit = NightlyAudit(name, service, kafka, context.hosts, lease, context.now)
    endorsement = KeyEndorsement(context, pins_roots=settings.pins_roots)
    following = endorsement, ConsentNotes(context), InvitationNotices(context), AcceptancePublisher(context)
    key_issuer = KeyIssuer(context, vault, lease, following, complete=lambda: directory.caught_up)
    inbox = Inbox(
        vault,
        Delivery(context),
        hosts=context.receives_for,
        signing_key=context.signing_key,
        complete=lambda: directory.caught_up,
    ).reader(service, kafka, lease=lease, applied=lambda: _wake([context.wake, assembly.wake]))
    chunk_inbox = ChunkInbox(context, complete=lambda: directory.caught_up).reader(
        service, kafka, lease=lease, applied=assembly.wake
    )
    record_watch = RecordWatch(context, kafka, lease, complete=lambda: directory.caught_up)
    readiness.observe(directory, reports, inbox, chunk_inbox)
    background = BackgroundTasks(
        {
            "relay": relay.run,
            "directory": directory.run,
            "reports": reports.run,
            "keys": key_issuer.run,
            "inbox": inbox.run,
            "chunk_relay": chunk_relay.run,
            "chunk_inbox": chunk_inbox.run,
            "assembly": assembly.run,
            "changes": changes.run,
            "readiness": readiness.watch,
            "database_metrics": DatabaseMetrics(name, context).run,
            "audit": nightly_audit.run,
            "watch": record_watch.run,
            "limits": LimitClock(name, context, lease).run,
            "cadence": CadencePublisher(context, lease).run,
            "statistics": PlannerStatistics(service).run,
            "notifications": NotificationSender(name, context, lease, delivery).run,
            "imports": ImportTask(context, lease).run,
            "orphans": OrphanRemoval(context, lease).run,
        },
        state.stopping,
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with service.transaction() as connection:
            await begin_epoch(connection)
        try:
            async with background.running():
                yield
        finally:
            await service.close()
            await read.close()

    app = create_app(
        f"联席 {name}",
        routers(context, Reports(context), changes),
        service=name,
        state=state,
        lifespan=lifespan,
        ready=readiness.reason,
        details=readiness.details,
    )
    return CommitteeService(app=app, background=background, readiness=readiness)


def _wake(wakeable: Iterable[Callable[[], None]]) -> None:
    """Notifies the background tasks of a commit."""
    for wake in wakeable:
        wake()
