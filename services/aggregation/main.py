"""The composition root: `python -m services.aggregation tally|rollup`.

A worker is crash-only, and Kafka being away is no reason to leave it to a container engine to start it again: the process replaces
itself by a fresh one (`exec`: same process id, nothing left of the old one), which waits for Kafka and goes on from the checkpoints.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn, cast

import structlog
import uvloop
from aiokafka.errors import KafkaError

from services.aggregation import consumer
from services.aggregation.processor import StreamProcessor
from services.aggregation.reconnect import answers_now, is_of_kafka, kafka_answers
from services.aggregation.rollup.processor import Rollup
from services.aggregation.settings import AggregationSettings
from services.aggregation.tally.processor import Tally
from services.aggregation.worker import Worker
from shared.messaging.clients import cluster_id
from shared.messaging.settings import SettingError
from shared.storage.private import make_files_private, private_folder
from shared.telemetry import metrics
from shared.telemetry.logs import configure
from shared.telemetry.probes import Details, MetricsPortError, ProbeServer

STAGES: dict[str, Callable[[str], StreamProcessor]] = {"tally": Tally, "rollup": Rollup}
WAITED = "again"
"""A second argument, which only the process itself gives: it has run before, so it waits for Kafka instead of giving up."""

METRICS_PORTS = {"tally": 8140, "rollup": 8150}

_log = structlog.get_logger(__name__)


def main(arguments: list[str]) -> int:
    """The exit status: 0 when it was told to stop, 1 when something was wrong, 2 when it could not start."""
    name, *rest = arguments or [""]
    if name not in STAGES or rest not in ([], [WAITED]):
        asked_for_help = arguments in (["--help"], ["-h"])
        print("python -m services.aggregation tally|rollup", file=sys.stdout if asked_for_help else sys.stderr)
        return 0 if asked_for_help else 2
    again = rest == [WAITED]
    make_files_private()
    try:
        settings = AggregationSettings.from_environment(os.environ, metrics_port=METRICS_PORTS[name])
        configure(f"aggregation-{name}", style=settings.log)
        metrics.expose(cast("metrics.Process", name), service=f"aggregation-{name}")
        metrics.kafka_waiting_seconds.set_function(settings.kafka.availability.waiting_seconds)
        logging.getLogger(consumer.__name__).setLevel(logging.WARNING)  # where Faust says that it starts and stops
        gc.freeze()
        gc.set_threshold(
            200_000, 50, 100
        )  # facts and steps make no cycles: looking for them costs a quarter of the speed
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_run(name, settings, again=again))
    except (SettingError, MetricsPortError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the last word of a process that does not start
        return 2


async def _run(name: str, settings: AggregationSettings, *, again: bool) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if again and not await _waited(settings, stop):
        return 0
    asking, told = asyncio.create_task(cluster_id(settings.kafka)), asyncio.create_task(stop.wait())
    await asyncio.wait((asking, told), return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not asking.done():
        asking.cancel()
        return 0
    try:
        cluster = asking.result()
    except (KafkaError, OSError) as error:
        print(f"Kafka（{settings.kafka.bootstrap}）没有应答：{error}", file=sys.stderr)  # noqa: T201
        if again:
            _start_anew(name)
        return 1
    private_folder(settings.var)
    return await _work(name, settings, cluster, stop)


async def _work(name: str, settings: AggregationSettings, cluster: str, stop: asyncio.Event) -> int:
    worker = Worker(STAGES[name](cluster), settings, cluster)

    with ProbeServer(settings.metrics_port, host=settings.host, ready=worker.not_ready, details=_details(settings)):
        try:
            await worker.run(stop)
        except Exception as error:  # noqa: BLE001 - crash-only: it is started again, by itself or by the launcher
            _log.error("ended", processor=name, error=repr(error))
            if not is_of_kafka(error) and await answers_now(settings.kafka):
                return 1
            _start_anew(name)
    return 0


def _details(settings: AggregationSettings) -> Details:
    return lambda: {"kafka": settings.kafka.availability.state()}


async def _waited(settings: AggregationSettings, stop: asyncio.Event) -> bool:
    """Waits for Kafka with everything loaded, so that little is left to do when it answers; False: told to stop."""
    with ProbeServer(
        settings.metrics_port, host=settings.host, ready=lambda: "waiting for Kafka", details=_details(settings)
    ):
        return await kafka_answers(settings.kafka, stop)


def _start_anew(name: str) -> NoReturn:
    """Replaces this process by a fresh one. Nothing is waited for: it might as well have been killed."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "services.aggregation", name, WAITED])  # noqa: S606 - no shell wanted
