"""The context of a service from its settings."""

from collections.abc import Callable

from shared.committee.context import ServiceContext
from shared.committee.deliveries.settings import DeliverySettings
from shared.committee.directory.cache import DirectoryCache
from shared.committee.encryption.texts import TextEncryption
from shared.committee.entered_holidays import CalendarCache
from shared.committee.files.attachment_inspector import AttachmentInspector
from shared.committee.files.contents.store import ContentStore
from shared.committee.files.malware_scanner import MalwareScanner
from shared.committee.kinds.catalogue import RESTRICTED
from shared.domain.charters.charters import Charters
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from shared.web.settings import ServiceSettings

DIRECTORY_SECONDS = 0.1
"""Seconds for which requests share one read of the directory; changes take longer than this to arrive from Kafka anyway."""

CALENDAR_SECONDS = 5.0
"""Seconds for which requests share one read of the working calendar, which administrators amend once a year."""


def text_encryption(settings: ServiceSettings) -> TextEncryption:
    """Returns the encryption of the texts of restricted kinds in the service database."""
    return TextEncryption(settings.secret, RESTRICTED if settings.encrypt_texts else ())


def service_context(
    settings: ServiceSettings,
    charters: Charters,
    kafka: KafkaSettings,
    delivery: DeliverySettings,
    *,
    wake: Callable[[], None],
) -> ServiceContext:
    """Returns the context of a service; its databases open no connection before they are used."""
    service = Database(settings.database, options=text_encryption(settings).options)
    read = Database(settings.read_database, durable=False)
    return ServiceContext(
        service=service,
        read=read,
        charters=charters,
        directory=DirectoryCache(read, service, max_age=DIRECTORY_SECONDS, writers=kafka.writers),
        calendar=CalendarCache(max_age=CALENDAR_SECONDS),
        contents=ContentStore(settings.attachments),
        inspector=AttachmentInspector(None if settings.scanner is None else MalwareScanner(settings.scanner)),
        organizations=settings.organizations,
        writer=kafka.writer,
        writers=kafka.writers,
        sends_mail=delivery.mail is not None,
        attachment_bytes=settings.limits.attachment_bytes,
        wake=wake,
    )
