"""`acls`: writes the permissions of every process into Kafka."""

import typer


def acls() -> None:
    """在 Kafka 中写入各进程的权限（以有全部权限的账号执行；已有的不变；Strimzi 管理的集群不需要）。"""
    import asyncio

    from deploy import settings
    from deploy.kafka.acls import grant
    from deploy.ops.refusals import refusals
    from shared.messaging.settings import KafkaSettings

    with refusals():
        settings.load()
        granted = asyncio.run(grant(KafkaSettings.from_environment(settings.process_environment())))
    typer.echo(f"已写入权限 {granted} 条")
