"""Permissions in Kafka: one principal for each process, and one for the commands of the operator. Everything else is refused."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from deploy import ports
from shared.contracts.topics import EVENT_TOPICS, SERVICE_TOPICS, Topic

BROKER = "kafka"
"""The principal of the broker, which has all permissions; none of our processes uses it."""


TALLY, ROLLUP = "lianxi-tally", "lianxi-rollup"
"""The consumer groups of the aggregation."""


class Access(NamedTuple):
    """The topics that a principal writes and reads, and its consumer group.

    `creates`: whether it may create missing topics; `watches`: groups of other principals that it may describe.
    """

    writes: tuple[Topic, ...]
    reads: tuple[Topic, ...]
    group: str | None = None
    creates: bool = False
    watches: tuple[str, ...] = ()


_SERVICE = Access(writes=(*SERVICE_TOPICS, Topic.DEAD_LETTERS), reads=(*SERVICE_TOPICS, Topic.REPORTS))

TABLE: dict[str, Access] = {
    **dict.fromkeys(ports.SERVICES, _SERVICE),
    # a worker reads back the records that it has sent, to detect a lost log
    "tally": Access(writes=(Topic.TALLIES, Topic.DEAD_LETTERS), reads=(*EVENT_TOPICS, Topic.TALLIES), group=TALLY),
    "rollup": Access(writes=(Topic.REPORTS, Topic.DEAD_LETTERS), reads=(Topic.TALLIES, Topic.REPORTS), group=ROLLUP),
    "operator": Access(
        writes=(*SERVICE_TOPICS, Topic.DEAD_LETTERS),
        reads=tuple(Topic),
        creates=True,
        watches=(TALLY, ROLLUP),
    ),
}


class Rule(NamedTuple):
    """One permission, in the terms of Kafka."""

    kind: Literal["topic", "group"]
    name: str
    operation: Literal["Create", "Describe", "DescribeConfigs", "Read", "Write"]


def rules(access: Access) -> Iterator[Rule]:
    """Yields the permissions of a principal, resource by resource."""
    for topic in Topic:
        if topic in access.writes:
            yield Rule("topic", topic.value, "Write")
        if topic in access.reads:
            yield Rule("topic", topic.value, "Read")
        if access.creates:
            yield Rule("topic", topic.value, "Create")
            yield Rule("topic", topic.value, "DescribeConfigs")
        if access.creates or topic in access.writes or topic in access.reads:
            yield Rule("topic", topic.value, "Describe")
    if access.group:
        yield Rule("group", access.group, "Read")
        yield Rule("group", access.group, "Describe")
    for group in access.watches:
        yield Rule("group", group, "Describe")
