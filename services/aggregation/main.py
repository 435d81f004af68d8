"""The composition root: `python -m services.aggregation tally|rollup`.

A worker is crash-only. When Kafka is unavailable, it does not rely on a container engine to restart it: the process replaces itself
(`exec`: the process id stays, all state of the old process is gone), waits for Kafka and continues from the checkpoints.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from typing import NoReturn, cast

import structlog
import uvloop
from aiokafka.errors import KafkaError

from services.aggregation import consumer
from services.aggregation.reconnect import answers_now, is_of_kafka, wait_for_kafka, wait_for_topics
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

PROCESSORS: dict[str, type[Tally] | type[Rollup]] = {"tally": Tally, "rollup": Rollup}
RESTARTED = "again"
"""The second argument, which only the process itself passes: it has run before, so it waits for Kafka instead of exiting."""

METRICS_PORTS = {"tally": 8140, "rollup": 8150}

_log = structlog.get_logger(__name__)


def main(arguments: list[str]) -> int:
    """Runs a worker and returns the exit status: 0 after a stop signal, 1 after an error, 2 when it could not start."""
    name, *rest = arguments or [""]
    if name not in PROCESSORS or rest not in ([], [RESTARTED]):
        help_requested = arguments in (["--help"], ["-h"])
        print("python -m services.aggregation tally|rollup", file=sys.stdout if help_requested else sys.stderr)
        return 0 if help_requested else 2
    again = rest == [RESTARTED]
    make_files_private()
    try:
        settings = AggregationSettings.from_environment(os.environ, metrics_port=METRICS_PORTS[name])
        configure(f"aggregation-{name}", style=settings.log)
        metrics.expose(cast("metrics.Process", name), service=f"aggregation-{name}")
        metrics.kafka_unavailable_seconds.set_function(settings.kafka.availability.waiting_seconds)
        logging.getLogger(consumer.__name__).setLevel(logging.WARNING)  # Faust logs start and stop there
        gc.freeze()
        # Facts and steps form no reference cycles: collecting them would cost a quarter of the speed.
        gc.set_threshold(200_000, 50, 100)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_run(name, settings, again=again))
    except (SettingError, MetricsPortError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the process exits and logging may not be configured
        return 2


async def _run(name: str, settings: AggregationSettings, *, again: bool) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if again and not await _wait_until(settings, "waiting for Kafka", wait_for_kafka(settings.kafka, stop)):
        return 0
    request, stopped = asyncio.create_task(cluster_id(settings.kafka)), asyncio.create_task(stop.wait())
    await asyncio.wait((request, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not request.done():
        request.cancel()
        return 0
    try:
        cluster = request.result()
    except (KafkaError, OSError) as error:
        print(f"Kafka（{settings.kafka.bootstrap}）没有应答：{error}", file=sys.stderr)  # noqa: T201
        if again:
            _restart(name)
        return 1
    if not await _wait_until(
        settings, "waiting for topics", wait_for_topics(settings.kafka, PROCESSORS[name].reads, stop)
    ):
        return 0
    private_folder(settings.var)
    return await _run_worker(name, settings, cluster, stop)


async def _run_worker(name: str, settings: AggregationSettings, cluster: str, stop: asyncio.Event) -> int:
    processor = Tally(cluster) if PROCESSORS[name] is Tally else Rollup(cluster, settings.kafka.writers)
    worker = Worker(processor, settings, cluster)

    with ProbeServer(settings.metrics_port, host=settings.host, ready=worker.not_ready, details=_details(settings)):
        try:
            await worker.run(stop)
        except Exception as error:  # noqa: BLE001 - crash-only: the process or the launcher restarts it
            _log.error("processor_failed", processor=name, error=repr(error))
            if not is_of_kafka(error) and await answers_now(settings.kafka):
                return 1
            _restart(name)
    return 0


def _details(settings: AggregationSettings) -> Details:
    return lambda: {"kafka": settings.kafka.availability.state()}


async def _wait_until(settings: AggregationSettings, reason: str, condition: Coroutine[None, None, bool]) -> bool:
    """Waits with all modules loaded, so that work begins as soon as the condition holds; `/readyz` gives the reason meanwhile."""
    with ProbeServer(settings.metrics_port, host=settings.host, ready=lambda: reason, details=_details(settings)):
        return await condition


def _restart(name: str) -> NoReturn:
    """Replaces this process by a new one without any shutdown, as if it had been killed."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "services.aggregation", name, RESTARTED])  # noqa: S606 - no shell wanted
