"""The topics of the contract in a cluster: created when missing, and refused when their settings differ."""

from collections.abc import Iterable

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.contracts.topics import Topic, kafka_topics, names_of, partition_count
from shared.contracts.writers import SHARED, EventWriter, Writers
from shared.messaging.clients import admin, connect
from shared.messaging.settings import KafkaSettings

_REPLICAS = 3
_TRIES = 20


class TopicMismatchError(RuntimeError):
    """A topic exists with settings that differ from the contract; the message is one sentence for the operator."""


def partitions_of(
    topics: Iterable[Topic], writer: EventWriter | None = None, *, writers: Writers = SHARED
) -> list[TopicPartition]:
    """Returns all partitions of the topics of these kinds: of those of one writer, or of all."""
    return [
        TopicPartition(name, number)
        for name in names_of(topics, writer, writers=writers)
        for number in range(partition_count(name))
    ]


async def create_topics(kafka: KafkaSettings, *, fresh: bool = False) -> None:
    """Creates the topics of the contract that are missing. Raises `TopicMismatchError` if an existing one differs.

    The embedded broker silently creates any requested topic with four partitions, so this runs before any other client. A client of the
    previous broker may still be faster: `fresh` means that nothing has been written yet, so that such a topic is deleted and created again.
    """
    client = admin(kafka)
    try:
        await connect(client, kafka)
        await _create_missing(client, kafka)
        for _ in range(_TRIES):
            wrong = await _mismatched(client, kafka)
            if not wrong or not fresh:
                break
            await client.delete_topics(list(wrong))
            await _create_missing(client, kafka)
        await check_topics(kafka, client)
        await _check_cleaning(client, kafka)
    finally:
        await client.close()


async def missing_topics(kafka: KafkaSettings, topics: Iterable[Topic]) -> list[str]:
    """Returns the topics of these kinds that Kafka does not have; raises a `KafkaError` when it does not answer. Creates nothing."""
    client = admin(kafka)
    try:
        await connect(client, kafka)
        return await _missing(client, names_of(topics, writers=kafka.writers))
    finally:
        await client.close()


async def _missing(client: AIOKafkaAdminClient, names: Iterable[str]) -> list[str]:
    found = set(await client.list_topics())
    return [name for name in names if name not in found]


async def _create_missing(client: AIOKafkaAdminClient, kafka: KafkaSettings) -> None:
    replicas = min(_REPLICAS, len((await client.describe_cluster())["brokers"]))
    wanted = kafka_topics(kafka.writers)
    if missing := await _missing(client, wanted):
        topics = [(name, wanted[name]) for name in missing]
        await _create(
            client,
            [NewTopic(name, kept.partitions, replicas, topic_configs=kept.configuration) for name, kept in topics],
        )


async def _create(client: AIOKafkaAdminClient, wanted: list[NewTopic]) -> None:
    answer = await client.create_topics(wanted)
    for name, code, *_ in answer.topic_errors:
        if code and for_code(code) is not TopicAlreadyExistsError:
            raise for_code(code)(name)


async def _mismatched(client: AIOKafkaAdminClient, kafka: KafkaSettings) -> dict[str, int]:
    """Returns the topics whose number of partitions differs from the contract, with that number."""
    described = await client.describe_topics(list(kafka_topics(kafka.writers)))
    found = {each["topic"]: len(each["partitions"]) for each in described}
    return {name: count for name, count in found.items() if count and count != partition_count(name)}


async def check_topics(kafka: KafkaSettings, client: AIOKafkaAdminClient | None = None) -> None:
    """Raises `TopicMismatchError` if a topic has another number of partitions: records written to it would not be found again."""
    asking = client or admin(kafka)
    try:
        if client is None:
            await connect(asking, kafka)
        for topic, count in (await _mismatched(asking, kafka)).items():
            raise TopicMismatchError(
                f"主题 {topic} 有 {count} 个分区，应为 {partition_count(topic)} 个："
                "分区数终身不变，请删去这个主题，再执行 python -m deploy topics（各服务会重发其中的事件）"
            )
    finally:
        if client is None:
            await asking.close()


async def _check_cleaning(client: AIOKafkaAdminClient, kafka: KafkaSettings) -> None:
    """Raises `TopicMismatchError` if retention or compaction differs from the contract: events would be lost."""
    topics = kafka_topics(kafka.writers)
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in topics]
    for answer in await client.describe_configs(resources):
        for _code, _why, _kind, name, entries in answer.resources:
            found = {entry[0]: entry[1] for entry in entries}
            for setting, wanted in topics[name].configuration.items():
                if (got := found.get(setting)) is not None and set(got.split(",")) != set(wanted.split(",")):
                    raise TopicMismatchError(
                        f"主题 {name} 的 {setting} 是 {got}，应为 {wanted}："
                        f"请以 kafka-configs.sh --alter --add-config {setting}=[{wanted}] 更正，以免丢失事件"
                    )
