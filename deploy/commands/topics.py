"""`topics`: every topic of the contract exists."""

import typer


def topics() -> None:
    """创建缺少的 Kafka 主题，并核对分区数。"""
    import asyncio

    from aiokafka.errors import KafkaError

    from deploy import settings
    from deploy.kafka import kafka_of
    from shared.contracts.topics import TOPICS
    from shared.messaging.clients import TopicMismatchError, create_topics
    from shared.messaging.settings import SettingError

    try:
        asyncio.run(create_topics(kafka_of(settings.load())))
    except (KafkaError, OSError, SettingError, TopicMismatchError) as error:
        typer.echo(f"没有完成：{error}", err=True)
        raise typer.Exit(1) from None
    for topic, kept in TOPICS.items():
        typer.echo(f"{topic}  {kept.partitions} 个分区")
