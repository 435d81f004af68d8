"""The table of all topics of the system."""

from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from shared.contracts.subjects import EVENT_PARTITIONS

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


def kept_for(topic: Topic) -> timedelta | None:
    """Returns the minimum retention of a topic; None if it is unlimited."""
    time = int(TOPICS[topic].configuration.get("retention.ms", -1))
    return None if time < 0 else timedelta(milliseconds=time)
