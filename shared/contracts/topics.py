"""The table of all topics of the system.

A `Topic` is a kind of topic: the name in code, metrics and documents. Each service writes a topic of its own of every kind of event, so
that Kafka has several topics of these kinds: `lianxi.county.proposals` is the one that the county service writes (decision 0107).
"""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from shared.contracts.subjects import EVENT_PARTITIONS
from shared.contracts.writers import Writer

DAY_MS = 86_400_000
_KEPT_DAYS = 90


class Topic(StrEnum):
    PROPOSALS = "lianxi.proposals"
    OPINIONS = "lianxi.opinions"
    CONSULTATIONS = "lianxi.consultations"
    ORGANIZATIONS = "lianxi.organizations"
    TRANSFERS = "lianxi.transfers"
    ATTACHMENTS = "lianxi.attachments"
    TALLIES = "lianxi.tallies"
    REPORTS = "lianxi.reports"
    DEAD_LETTERS = "lianxi.dead-letters"


class TopicSettings(NamedTuple):
    """The settings with which a topic is created. `configuration`: topic settings of Kafka."""

    partitions: int
    configuration: dict[str, str]
    writers: str
    readers: str


_FOR_EVER = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}
_COMPACTED = {"cleanup.policy": "compact", "min.compaction.lag.ms": str(DAY_MS)}
_FOR_A_WHILE = {"cleanup.policy": "delete", "retention.ms": str(_KEPT_DAYS * DAY_MS)}

TOPICS: dict[Topic, TopicSettings] = {
    Topic.PROPOSALS: TopicSettings(EVENT_PARTITIONS, _FOR_EVER, "services", "tally; its own writers"),
    Topic.OPINIONS: TopicSettings(EVENT_PARTITIONS, _FOR_EVER, "services", "tally; its own writers"),
    Topic.CONSULTATIONS: TopicSettings(EVENT_PARTITIONS, _FOR_EVER, "services", "tally; its own writers"),
    Topic.ORGANIZATIONS: TopicSettings(EVENT_PARTITIONS, _FOR_EVER, "services", "tally; every directory"),
    Topic.TRANSFERS: TopicSettings(EVENT_PARTITIONS, _FOR_A_WHILE, "services", "inboxes"),
    Topic.ATTACHMENTS: TopicSettings(EVENT_PARTITIONS, _FOR_A_WHILE, "services", "inboxes"),
    Topic.TALLIES: TopicSettings(1, _COMPACTED, "tally", "rollup; its own writers"),
    Topic.REPORTS: TopicSettings(1, _COMPACTED, "rollup", "services; its own writer"),
    Topic.DEAD_LETTERS: TopicSettings(
        1, _FOR_A_WHILE | {"cleanup.policy": "compact,delete"}, "every consumer", "operators"
    ),
}

EVENT_TOPICS = (Topic.PROPOSALS, Topic.OPINIONS, Topic.CONSULTATIONS, Topic.ORGANIZATIONS)
"""The topics whose events are counted."""

SERVICE_TOPICS = (*EVENT_TOPICS, Topic.TRANSFERS, Topic.ATTACHMENTS)
"""The topics that services write, without dead letters."""

_PREFIX = "lianxi."


def topic_name(topic: Topic, writer: Writer) -> str:
    """Returns the name in Kafka of the topic of this kind that a service writes; other kinds have one topic."""
    return f"{_PREFIX}{writer}.{topic.removeprefix(_PREFIX)}" if topic in SERVICE_TOPICS else topic.value


def names_of(topics: Iterable[Topic], writer: Writer | None = None) -> list[str]:
    """Returns the names in Kafka of the topics of these kinds: those of one writer, or those of all."""
    writers = Writer if writer is None else (writer,)
    return list(dict.fromkeys(topic_name(topic, each) for topic in topics for each in writers))


class _Origin(NamedTuple):
    kind: Topic
    writer: Writer | None


_ORIGINS = {topic.value: _Origin(topic, None) for topic in Topic} | {
    topic_name(topic, writer): _Origin(topic, writer) for topic in SERVICE_TOPICS for writer in Writer
}

KAFKA_TOPICS: dict[str, TopicSettings] = {name: TOPICS[topic] for topic in TOPICS for name in names_of([topic])}
"""The topics in Kafka by name."""


def is_known(name: str) -> bool:
    """Returns whether Kafka has a topic of this name."""
    return name in KAFKA_TOPICS


def kind_of(name: str) -> Topic:
    """Returns the kind of a topic in Kafka; a kind is its own. Raises `KeyError` for other names."""
    return _ORIGINS[name].kind


def writer_of(name: str) -> Writer | None:
    """Returns the service that writes a topic in Kafka; None for a topic that no service writes."""
    return _ORIGINS[name].writer if name in _ORIGINS else None


def kept_for(topic: Topic) -> timedelta | None:
    """Returns the minimum retention of a topic; None if it is unlimited."""
    time = int(TOPICS[topic].configuration.get("retention.ms", -1))
    return None if time < 0 else timedelta(milliseconds=time)
