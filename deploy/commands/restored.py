"""`restored`: publishes the state of a database again, in a new epoch, after it was restored from a backup."""

from typing import Annotated

import typer

from deploy.commands.options import KafkaLost, ServiceName, Yes


def restored(
    services: Annotated[list[ServiceName] | None, typer.Argument(help="服务", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="全部服务")] = False,
    yes: Yes = False,
    kafka_lost: KafkaLost = False,
) -> None:
    """数据库由备份恢复之后：以新的纪元重新发布，作废备份之后的事项。

    须在恢复数据库之后、启动该服务之前执行：该服务必须停止，消息系统和其他服务照常运行。

    数据库中每个事项的现状在新纪元下重新发布；只有消息系统知道的（备份之后新增的）作废，编号不再使用；
    备份之后收到的来件，服务启动后会再次收取；备份之后发出的，由收件单位保留并逐件列出。不能撤销。

    例：python -m deploy restored county

    例：python -m deploy restored --all --yes
    """
    import asyncio

    from deploy import settings
    from deploy.commands.confirmation import confirmation
    from deploy.ops.progress_bars import bars
    from deploy.ops.refusals import CommandRefusedError, refusals
    from deploy.ops.restore import restored as restore_service

    with refusals():
        if bool(services) == every:
            raise CommandRefusedError("请写明服务，或用 --all 表示全部。")
        given = settings.load()
        for service in services or list(ServiceName):
            with bars() as shown:
                confirm = confirmation(service, shown, yes=yes)
                done = asyncio.run(restore_service(given, service, shown=shown, confirm=confirm, kafka_lost=kafka_lost))
            if done is None:
                raise CommandRefusedError(f"{service}：未确认，数据库没有改变。")
            typer.echo(f"{service}：纪元 {done.epoch}；重新发布 {done.again}，作废 {done.void}。现在可以启动该服务。")
