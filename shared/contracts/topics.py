"""Every topic of the system, as one table, and the rule that says which partition a record belongs in."""

import re
from enum import StrEnum
from typing import NamedTuple
from zlib import crc32

DAY_MS = 86_400_000
EVENT_PARTITIONS = 12

LONGEST_KEY = 32
"""Characters of an organization's key."""

_KEY = re.compile(rf"[a-z0-9]{{1,{LONGEST_KEY}}}")


class Topic(StrEnum):
    PROPOSALS = "lianxi.proposals"
    ORGANIZATIONS = "lianxi.organizations"
    TALLIES = "lianxi.tallies"
    REPORTS = "lianxi.reports"
    DEAD_LETTERS = "lianxi.dead-letters"


class Settings(NamedTuple):
    """What a topic is created with; `configuration` in Kafka's own words."""

    partitions: int
    configuration: dict[str, str]
    writers: str
    readers: str


_FOR_EVER = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}
_COMPACTED = {"cleanup.policy": "compact", "min.compaction.lag.ms": str(DAY_MS)}

TOPICS: dict[Topic, Settings] = {
    Topic.PROPOSALS: Settings(EVENT_PARTITIONS, _FOR_EVER, "services", "tally; its own writers"),
    Topic.ORGANIZATIONS: Settings(EVENT_PARTITIONS, _FOR_EVER, "services", "tally; every directory"),
    Topic.TALLIES: Settings(1, _COMPACTED, "tally", "rollup"),
    Topic.REPORTS: Settings(1, _COMPACTED, "rollup", "services"),
    Topic.DEAD_LETTERS: Settings(
        1, {"cleanup.policy": "compact,delete", "retention.ms": str(90 * DAY_MS)}, "every consumer", "operators"
    ),
}

EVENT_TOPICS = (Topic.PROPOSALS, Topic.ORGANIZATIONS)


def is_key(text: str) -> bool:
    """Whether this can be the key of an organization."""
    return _KEY.fullmatch(text) is not None


_SUBJECTS = {
    Topic.PROPOSALS: re.compile(r"[a-z0-9]{1,32}-p-[0-9]{4}-[1-9][0-9]{0,8}"),
    Topic.ORGANIZATIONS: re.compile(r"[a-z0-9]{1,32}"),
}


def is_subject(text: str, topic: Topic) -> bool:
    """Whether events of this topic can be about it: the id of a matter (`520603-p-2014-17`), or the key of an organization."""
    return _SUBJECTS[topic].fullmatch(text) is not None


def organization_of(subject: str) -> str:
    """The key of the organization that a matter belongs to for life: what stands before the first hyphen."""
    return subject.partition("-")[0]


def partition_of(subject: str, *, partitions: int = EVENT_PARTITIONS) -> int:
    """The partition of every event of this matter: crc32 of its organization's key, fixed for life."""
    return crc32(organization_of(subject).encode()) % partitions
