"""The process of a committee's service: settings from the environment, and its server. `services/<level>/__main__.py` sets the level."""

import sys
from os import environ
from pathlib import Path

from shared.committee.charter_check import check_writer
from shared.committee.deliveries.settings import DeliverySettings
from shared.committee.service_context import text_encryption
from shared.domain.charters.charters import CharterError, Charters
from shared.messaging.settings import KafkaSettings, SettingError
from shared.service import build
from shared.storage.preparation import prepare_or_exit
from shared.storage.private import make_files_private
from shared.telemetry import metrics
from shared.telemetry.logs import configure
from shared.web.server import serve
from shared.web.settings import load_or_exit


def run(name: str, *, offset: int, charter: Path) -> None:
    """Runs the process of this level with settings from the environment; `charter` is used unless the settings name another one."""
    make_files_private()
    settings = load_or_exit(name, offset=offset)
    configure(name, style=settings.log)
    try:
        kafka = KafkaSettings.from_environment(environ).of_service(name)
        charters = Charters.load(settings.charter or charter)
        check_writer(kafka.own_writer, charters, kafka.writers, settings.organizations)
        delivery = DeliverySettings.from_environment(environ, public_url=settings.public_url)
    except (SettingError, CharterError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the error of a process that does not start
        sys.exit(2)
    metrics.expose("service", service=name)
    metrics.kafka_unavailable_seconds.set_function(kafka.availability.waiting_seconds)
    prepare_or_exit(settings.database, settings.read_database, text_encryption(settings).check)
    service = build(name, settings, charters, kafka, delivery)
    serve(
        service.app,
        host=settings.host,
        port=settings.port,
        metrics_port=settings.metrics_port,
        ready=service.readiness.reason,
        details=service.readiness.details,
        trusted_proxies=settings.trusted_proxies,
    )
    if service.background.failed:
        sys.exit(1)
