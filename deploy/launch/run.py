"""`make run`: the composition root of settings, plan, launcher, demonstration and console."""

import asyncio
import logging
import signal
from pathlib import Path

import typer

from deploy import settings
from deploy.launch import folder_lock, port_check
from deploy.launch.brokers import Broker, apache
from deploy.launch.console import Console
from deploy.launch.launcher import Launcher
from deploy.launch.plan import Deployment
from deploy.launch.processes import Processes
from deploy.launch.supervision import LaunchError, Supervisor
from deploy.launch.welcome import Welcome
from shared.messaging.brokers.discovery import BrokerError
from shared.messaging.settings import SettingError
from shared.storage.private import private_folder

_LOG_BYTES = 10_000_000


def run_system(*, demo: bool, broker: Broker) -> None:
    """Runs until Ctrl-C or SIGTERM. An error at the start is printed as one sentence, and the exit status is 1."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # while the broker starts, its warnings are expected
    try:
        settings.refuse_settings_of_one_process()
        loaded = settings.load()
        deployment = Deployment(settings=loaded, inherited=settings.process_environment(), demo=demo, broker=broker)
        logs = _prepare(loaded.folder)
        with folder_lock.lock_folder(loaded.folder):
            if broker is Broker.LOCAL:
                _prepare_kafka(loaded)
            asyncio.run(_run(deployment, logs))
    except (
        SettingError,
        BrokerError,
        LaunchError,
        port_check.LauncherPortError,
        folder_lock.AlreadyRunningError,
    ) as error:
        typer.echo(f"联席：{error}", err=True)
        raise typer.Exit(1) from None


async def _run(deployment: Deployment, logs: Path) -> None:
    await port_check.check(deployment.listen_addresses(), base=deployment.settings.port_base)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    console, processes = Console(), Processes()
    console.report(f"联席 Lianxi：数据在 {deployment.settings.folder}，日志在 {logs}。")

    supervisor = Supervisor(processes=processes, console=console, logs=logs)
    welcome = Welcome(deployment=deployment, console=console, processes=processes)
    await Launcher(plan=deployment.plan, supervisor=supervisor, when_ready=welcome.report).run(stop)
    console.report("已全部停止。")


def _prepare_kafka(loaded: settings.DeploySettings) -> None:
    """Downloads Apache Kafka at the first start, and writes its configuration."""
    if loaded.kafka is not None:
        raise SettingError(f"--kafka local 与 LIANXI_KAFKA（现为“{loaded.kafka}”）只能用其中之一：请去掉一个。")
    typer.echo("正在准备 Apache Kafka（第一次要取得它的程序，约需半分钟）……")
    apache(loaded).prepare()


def _prepare(folder: Path) -> Path:
    """Creates and returns the folder of the logs; renames a log that has grown large, so that a new one begins."""
    logs = folder / "log"
    try:
        private_folder(folder)
        logs.mkdir(exist_ok=True)
    except OSError as error:
        raise SettingError(f"LIANXI_VAR 的值“{folder}”不对：应为一个可写的目录（{error.strerror}）。") from None
    for log in logs.glob("*.log"):
        if log.stat().st_size > _LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
    return logs
