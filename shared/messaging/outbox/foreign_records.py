"""Finds the records in Kafka about our subjects that the outbox does not contain byte for byte: somebody else has written them."""

from collections.abc import Collection, Iterable

from shared.contracts.subjects import Subject, is_subject
from shared.contracts.topics import Topic
from shared.messaging.outbox.audit import IsOurs
from shared.messaging.outbox.kafka_events import KafkaEvent
from shared.messaging.outbox.latest_events import contents, newest_versions
from shared.storage.database import Database


async def foreign_records(database: Database, events: Iterable[KafkaEvent], ours: IsOurs) -> list[KafkaEvent]:
    """Returns the events of others about our subjects that readers take for the newest, in their order.

    The record of an organization is ours, too, if the outbox has events of it: a forged one may name another keeper. What is older than
    our newest event has no effect, and remains of a restored database.
    """
    by_topic: dict[Topic, list[KafkaEvent]] = {}
    for event in events:
        if is_subject(event.subject, Subject.ORGANIZATION) or ours(event):
            by_topic.setdefault(event.topic, []).append(event)
    return [each for topic, some in by_topic.items() for each in await _foreign(database, topic, some, ours)]


async def _foreign(database: Database, topic: Topic, events: Collection[KafkaEvent], ours: IsOurs) -> list[KafkaEvent]:
    payloads = await contents(database, topic, {(each.subject, each.version) for each in events})
    different = [each for each in events if payloads.get((each.subject, each.version)) != each.value]
    newest = await newest_versions(database, topic, {each.subject for each in different})
    return [
        each
        for each in different
        if (ours(each) or each.subject in newest) and each.version >= newest.get(each.subject, (0, 0))
    ]
