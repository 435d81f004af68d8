"""The table of all topics of the system.

A `Topic` is a kind of topic: the name in code, metrics and documents. Each service writes a topic of its own of every kind of event, so
that Kafka has several topics of these kinds: `lianxi.county.proposals` is the one that the county service writes (decision 0107).
"""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from shared.contracts.subjects import EVENT_PARTITIONS
from shared.contracts.writers import SHARED, EventWriter, SelfHosted, Writers, writer_named

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


def topic_name(topic: Topic, writer: EventWriter) -> str:
    """Returns the name in Kafka of the topic of this kind that a service writes; other kinds have one topic."""
    return f"{_PREFIX}{writer}.{topic.removeprefix(_PREFIX)}" if topic in SERVICE_TOPICS else topic.value


def names_of(topics: Iterable[Topic], writer: EventWriter | None = None, *, writers: Writers = SHARED) -> list[str]:
    """Returns the names in Kafka of the topics of these kinds: those of one writer, or those of all."""
    named = writers.all if writer is None else (writer,)
    return list(dict.fromkeys(topic_name(topic, each) for topic in topics for each in named))


class _Origin(NamedTuple):
    kind: Topic
    writer: EventWriter | None
    partitions: int


class _Origins(dict[str, _Origin]):
    """The origins of topics by name; those of the topics of writers are found at the first lookup, since every event needs them."""

    def __missing__(self, name: str) -> _Origin:
        """Returns the origin of the topic of a writer. Raises `KeyError` for a name that is none."""
        writer, _, kind = name.removeprefix(_PREFIX).partition(".")
        try:
            topic, own = Topic(_PREFIX + kind), writer_named(writer)
        except ValueError:
            raise KeyError(name) from None
        if name != topic_name(topic, own):
            raise KeyError(name)
        found = self[name] = _Origin(topic, own, 1 if isinstance(own, SelfHosted) else TOPICS[topic].partitions)
        return found


_ORIGINS = _Origins({topic.value: _Origin(topic, None, TOPICS[topic].partitions) for topic in Topic})


def kafka_topics(writers: Writers) -> dict[str, TopicSettings]:
    """Returns the topics in Kafka by name."""
    names = {name: TOPICS[topic] for topic in TOPICS for name in names_of([topic], writers=writers)}
    return {name: kept._replace(partitions=partition_count(name)) for name, kept in names.items()}


def partition_count(name: str) -> int:
    """Returns the number of partitions of a topic in Kafka or of a kind: a service of one county needs one only."""
    return _ORIGINS[name].partitions


KAFKA_TOPICS = kafka_topics(SHARED)
"""The topics in Kafka by name, where no county operates its own services."""


def is_known(name: str) -> bool:
    """Returns whether a topic of the system can have this name."""
    try:
        return bool(_ORIGINS[name])
    except KeyError:
        return False


def kind_of(name: str) -> Topic:
    """Returns the kind of a topic in Kafka; a kind is its own. Raises `KeyError` for other names."""
    return _ORIGINS[name].kind


def writer_of(name: str) -> EventWriter | None:
    """Returns the service that writes a topic in Kafka; None for a topic that no service writes."""
    return _ORIGINS[name].writer if is_known(name) else None


def kept_for(topic: Topic) -> timedelta | None:
    """Returns the minimum retention of a topic; None if it is unlimited."""
    time = int(TOPICS[topic].configuration.get("retention.ms", -1))
    return None if time < 0 else timedelta(milliseconds=time)
