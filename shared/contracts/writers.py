"""The services that write events, each into topics of its own, and what each may publish (decision 0107).

Readers do not see in Kafka which principal wrote a record, but its rights let one service only write a topic. So the name of the topic
identifies the writer, and readers compare it with the level of the organization that an event is about.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from shared.contracts.vocabulary import Level


class Writer(StrEnum):
    """The services in ascending order of authority: of two records of one organization, that of the higher writer counts."""

    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    REGION = "region"


class SelfHosted(NamedTuple):
    """A service that one county operates itself, for itself or for its townships. `service`: of its level; `county`: its key."""

    service: Writer
    county: str

    def __str__(self) -> str:
        return f"{self.service}-{self.county}"


EventWriter = Writer | SelfHosted
"""A service that writes events."""

SELF_HOSTED_LEVELS = (Writer.COUNTY, Writer.TOWNSHIP)
COUNTY_DIGITS = 6
"""The length of the key of a county, with which the keys of its townships begin."""


def writer_named(name: str) -> EventWriter:
    """Returns the writer of this name, `county` or `county-522722`. Raises `ValueError` for other names."""
    service, separator, county = name.partition("-")
    if not separator:
        return Writer(name)
    if Writer(service) not in SELF_HOSTED_LEVELS or not re.fullmatch(rf"[0-9]{{{COUNTY_DIGITS}}}", county):
        raise ValueError(name)
    return SelfHosted(Writer(service), county)


HOSTS: dict[Level, Writer] = {
    Level.TOWNSHIP: Writer.TOWNSHIP,
    Level.COUNTY: Writer.COUNTY,
    Level.CITY: Writer.CITY,
    Level.PROVINCE: Writer.REGION,
    Level.CONFERENCE: Writer.REGION,
}
"""The service in which the organizations of a level work: it writes their matters, own records, dispatches and notices."""

KEEPS: dict[Writer, frozenset[Level]] = {
    Writer.TOWNSHIP: frozenset(),
    Writer.COUNTY: frozenset({Level.TOWNSHIP}),
    Writer.CITY: frozenset({Level.CITY, Level.COUNTY, Level.TOWNSHIP}),
    Writer.REGION: frozenset({Level.CONFERENCE, Level.PROVINCE, Level.COUNTY}),
}
"""The levels whose records (names, codes, parents, roster) a service keeps."""

FOREIGN_SOURCE = "foreign source"
"""The beginning of the reason of a record that is refused because its writer may not publish about this organization."""

_RANKS: dict[Writer, int] = {writer: number for number, writer in enumerate(Writer, 1)}


@dataclass(frozen=True)
class Writers:
    """All services that write events: one of each level, and those that counties operate themselves."""

    self_hosted: frozenset[SelfHosted] = frozenset()

    @property
    def all(self) -> tuple[EventWriter, ...]:
        return (*Writer, *sorted(self.self_hosted))

    def of(self, service: Writer, organization: str) -> EventWriter:
        """Returns who writes what this service of a level writes about an organization: the own service of its county, if it has one."""
        own = SelfHosted(service, organization[:COUNTY_DIGITS])
        return own if own in self.self_hosted else service

    def may_host(self, writer: EventWriter | None, level: Level, organization: str) -> bool:
        """Returns whether this organization works in this service."""
        return level in HOSTS and writer == self.of(HOSTS[level], organization)

    def may_keep(self, writer: EventWriter | None, level: Level, organization: str) -> bool:
        """Returns whether this service keeps the record of this organization."""
        return any(level in KEEPS[service] and writer == self.of(service, organization) for service in Writer)


SHARED = Writers()
"""The services of the levels alone: no county operates its own."""


def service_of(writer: EventWriter) -> Writer:
    """Returns the service of the level of a writer."""
    return writer.service if isinstance(writer, SelfHosted) else writer


def authority(writer: EventWriter | None) -> int:
    """Returns the rank of a writer; 0 where it is unknown."""
    return _RANKS[service_of(writer)] if writer else 0


def foreign_source(subject: str, writer: EventWriter | None) -> str:
    """Returns the reason why a record about this subject is refused."""
    return f"{FOREIGN_SOURCE}: {writer or 'nobody'} may not publish about {subject}"
