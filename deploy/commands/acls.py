"""`acls`: who may do what in Kafka."""

import typer


def acls() -> None:
    """在 Kafka 中写入各进程的权限（以有全部权限的账号执行；已有的不变；Strimzi 管理的集群不需要）。"""
    import asyncio

    from aiokafka.errors import KafkaError

    from deploy import settings
    from deploy.acls import grant
    from shared.messaging.settings import Kafka, SettingError

    try:
        settings.load()
        granted = asyncio.run(grant(Kafka.from_environment(settings.surroundings())))
    except (KafkaError, OSError, SettingError) as error:
        typer.echo(f"没有完成：{error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"已写入权限 {granted} 条")
