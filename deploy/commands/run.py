"""`run`: starts the whole system on this machine and stops it with Ctrl-C."""

from typing import Annotated, Literal

import typer


def run(
    demo: Annotated[bool, typer.Option(help="载入演示数据（只在第一次）")] = True,
    kafka: Annotated[
        Literal["embedded", "local"],
        typer.Option(help="embedded：内置消息服务，停止即忘，由各服务重发；local：Apache Kafka，数据在 LIANXI_VAR 下"),
    ] = "embedded",
) -> None:
    """启动全部：消息服务、各级服务、统计和演示数据；按 Ctrl-C 停止。"""
    from deploy.launch.brokers import Broker
    from deploy.launch.run import run_system

    run_system(demo=demo, broker=Broker(kafka))
