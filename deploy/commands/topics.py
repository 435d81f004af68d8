"""`topics`: creates the Kafka topics that are missing and checks the others."""

import typer


def topics() -> None:
    """创建缺少的 Kafka 主题，并核对分区数和保留方式。"""
    import asyncio

    from deploy import settings
    from deploy.ops.kafka_client import kafka_of
    from deploy.ops.refusals import refusals
    from shared.contracts.topics import kafka_topics
    from shared.messaging.topics import create_topics

    with refusals():
        kafka = kafka_of(settings.load())
        asyncio.run(create_topics(kafka))
    for topic, kept in kafka_topics(kafka.writers).items():
        typer.echo(f"{topic}  {kept.partitions} 个分区")
