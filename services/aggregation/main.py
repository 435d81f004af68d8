"""The composition root: `python -m services.aggregation tally|rollup`."""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import cast

import structlog
import uvloop
from aiokafka.errors import KafkaError

from services.aggregation import delivery
from services.aggregation.rollup.fold import Rollup
from services.aggregation.settings import Settings
from services.aggregation.stage import Stage
from services.aggregation.tally.fold import Tally
from services.aggregation.worker import Worker
from shared.messaging.clients import cluster_id
from shared.messaging.settings import SettingError
from shared.storage.private import make_files_private, private_folder
from shared.telemetry import metrics
from shared.telemetry.logs import configure
from shared.telemetry.probes import MetricsPortError, ProbeServer

STAGES: dict[str, Callable[[str], Stage]] = {"tally": Tally, "rollup": Rollup}
METRICS_PORTS = {"tally": 8140, "rollup": 8150}

_log = structlog.get_logger(__name__)


def main(arguments: list[str]) -> int:
    """The exit status: 0 when it was told to stop, 1 when something was wrong, 2 when it could not start."""
    if len(arguments) != 1 or arguments[0] not in STAGES:
        asked_for_help = arguments in (["--help"], ["-h"])
        print("python -m services.aggregation tally|rollup", file=sys.stdout if asked_for_help else sys.stderr)
        return 0 if asked_for_help else 2
    name = arguments[0]
    make_files_private()
    try:
        settings = Settings.from_environment(os.environ, metrics_port=METRICS_PORTS[name])
        configure(f"aggregation-{name}", style=settings.log)
        metrics.expose(cast("metrics.Process", name), service=f"aggregation-{name}")
        logging.getLogger(delivery.__name__).setLevel(logging.WARNING)  # where Faust says that it starts and stops
        gc.freeze()
        gc.set_threshold(
            200_000, 50, 100
        )  # facts and steps make no cycles: looking for them costs a quarter of the speed
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_run(name, settings))
    except (SettingError, MetricsPortError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the last word of a process that does not start
        return 2


async def _run(name: str, settings: Settings) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
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
        return 1
    private_folder(settings.var)
    worker = Worker(STAGES[name](cluster), settings, cluster)
    with ProbeServer(settings.metrics_port, host=settings.host, ready=worker.not_ready):
        try:
            await worker.run(stop)
        except Exception as error:  # noqa: BLE001 - crash-only: the launcher starts it again
            _log.error("ended", stage=name, error=repr(error))
            return 1
    return 0
