"""Permissions in Kafka: one principal for each process, and one for the commands of the operator. Everything else is refused."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from shared.contracts.topics import EVENT_TOPICS, SERVICE_TOPICS, Topic, kafka_topics, names_of
from shared.contracts.writers import SHARED, EventWriter, SelfHosted, Writers, authority

BROKER = "kafka"
"""The principal of the broker, which has all permissions; none of our processes uses it."""


TALLY, ROLLUP = "lianxi-tally", "lianxi-rollup"
"""The consumer groups of the aggregation."""


class Access(NamedTuple):
    """The topics in Kafka that a principal writes and reads, and its consumer group.

    `creates`: whether it may create missing topics; `watches`: groups of other principals that it may describe.
    """

    writes: tuple[str, ...]
    reads: tuple[str, ...]
    group: str | None = None
    creates: bool = False
    watches: tuple[str, ...] = ()


_LETTERS = names_of([Topic.DEAD_LETTERS])
_FROM_ALL = (Topic.ORGANIZATIONS, Topic.TRANSFERS, Topic.ATTACHMENTS)
"""The kinds of topic that every service reads, whoever writes them."""


def _service(writer: EventWriter, writers: Writers) -> Access:
    """Returns what a service may do: it writes its own topics only, and reads its own events back, to detect a lost log."""
    own, read = names_of(SERVICE_TOPICS, writer), names_of([*_FROM_ALL, Topic.REPORTS], writers=writers)
    return Access(writes=(*own, *_LETTERS), reads=tuple(dict.fromkeys([*own, *read])))


def access_table(writers: Writers) -> dict[str, Access]:
    """Returns what each principal may do; that of a service has the name of the writer."""
    return {
        **{str(writer): _service(writer, writers) for writer in sorted(writers.all, key=_order)},
        # a worker reads back the records that it has sent, to detect a lost log
        "tally": Access(
            writes=(Topic.TALLIES.value, *_LETTERS),
            reads=tuple(names_of([*EVENT_TOPICS, Topic.TALLIES], writers=writers)),
            group=TALLY,
        ),
        "rollup": Access(
            writes=(Topic.REPORTS.value, *_LETTERS), reads=tuple(names_of([Topic.TALLIES, Topic.REPORTS])), group=ROLLUP
        ),
        "operator": Access(
            writes=tuple(names_of([*SERVICE_TOPICS, Topic.DEAD_LETTERS], writers=writers)),
            reads=tuple(kafka_topics(writers)),
            creates=True,
            watches=(TALLY, ROLLUP),
        ),
    }


def _order(writer: EventWriter) -> tuple[bool, int]:
    """Returns the order of principals: the services of levels from the highest to the lowest, then those of counties."""
    return isinstance(writer, SelfHosted), -authority(writer)


TABLE = access_table(SHARED)
"""What each principal may do, where no county operates its own services."""


class Rule(NamedTuple):
    """One permission, in the terms of Kafka."""

    kind: Literal["topic", "group"]
    name: str
    operation: Literal["Create", "Describe", "DescribeConfigs", "Read", "Write"]


def rules(access: Access) -> Iterator[Rule]:
    """Yields the permissions of a principal, resource by resource."""
    for topic in dict.fromkeys((*access.reads, *access.writes)):
        if topic in access.writes:
            yield Rule("topic", topic, "Write")
        if topic in access.reads:
            yield Rule("topic", topic, "Read")
        if access.creates:
            yield Rule("topic", topic, "Create")
            yield Rule("topic", topic, "DescribeConfigs")
        yield Rule("topic", topic, "Describe")
    if access.group:
        yield Rule("group", access.group, "Read")
        yield Rule("group", access.group, "Describe")
    for group in access.watches:
        yield Rule("group", group, "Describe")
