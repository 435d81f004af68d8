"""Which service may publish the record of an organization: of several that may, the highest (decision 0107)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from aiokafka import ConsumerRecord

from shared.contracts.codec import ReceivedEvent
from shared.contracts.facts import OrganizationFacts
from shared.contracts.topics import writer_of
from shared.contracts.vocabulary import Level
from shared.contracts.writers import EventWriter, Writers, authority, foreign_source

Received = tuple[ReceivedEvent, ConsumerRecord]


class RecordsOfWriters(NamedTuple):
    """The events of the highest writer of each organization, these writers, and the records that others wrote."""

    found: list[Received]
    writers: dict[str, EventWriter]
    foreign: list[tuple[ConsumerRecord, str]]


def of_the_highest_writers(
    events: Iterable[Received], stored: Mapping[str, EventWriter | None], known: Writers
) -> RecordsOfWriters:
    """Returns the events that count by their writers; `stored`: the writer of the known record of each organization; `known`: all.

    A writer that does not keep this level is refused. Levels never change, so the result does not depend on the order of the events.
    """
    permitted, foreign = list[tuple[Received, EventWriter]](), list[tuple[ConsumerRecord, str]]()
    writers = {key: writer for key, writer in stored.items() if writer is not None}
    for received in events:
        event, record = received
        writer = writer_of(record.topic)
        level = event.facts.level if isinstance(event.facts, OrganizationFacts) else None
        if writer is None or level is None or not known.may_keep(writer, level, event.subject):
            foreign.append((record, foreign_source(event.subject, writer)))
            continue
        permitted.append((received, writer))
        before = writers.get(event.subject)
        if authority(writer) > authority(before) or _has_moved(before, writer, level, event.subject, known):
            writers[event.subject] = writer
    found = [each for each, writer in permitted if writers[each[0].subject] == writer]
    lower = [(each, writer) for each, writer in permitted if writers[each[0].subject] != writer]
    foreign += [(record, foreign_source(event.subject, writer)) for (event, record), writer in lower]
    return RecordsOfWriters(found, writers, foreign)


def _has_moved(
    before: EventWriter | None, writer: EventWriter, level: Level, organization: str, known: Writers
) -> bool:
    """Returns whether the writer has taken the place of the former one: the county of the organization now operates this service itself.

    A writer of another rank never does, whatever level its record claims.
    """
    return authority(before) == authority(writer) and not known.may_keep(before, level, organization)
