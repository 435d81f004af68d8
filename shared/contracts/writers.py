"""The services that write events, each into topics of its own, and what each may publish (decision 0107).

Kafka does not tell readers which principal wrote a record, but its rights let one service only write a topic. So the name of the topic
identifies the writer, and readers compare it with the level of the organization that an event is about.
"""

from enum import StrEnum

from shared.contracts.vocabulary import Level


class Writer(StrEnum):
    """The services in ascending order of authority: of two records of one organization, that of the higher writer counts."""

    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    REGION = "region"


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

_RANKS: dict[Writer | None, int] = {writer: number for number, writer in enumerate(Writer, 1)}


def may_host(writer: Writer | None, level: Level) -> bool:
    """Returns whether the organizations of this level work in this service."""
    return writer is not None and HOSTS.get(level) is writer


def may_keep(writer: Writer | None, level: Level) -> bool:
    """Returns whether this service keeps records of organizations of this level."""
    return writer is not None and level in KEEPS[writer]


def authority(writer: Writer | None) -> int:
    """Returns the rank of a writer; 0 where it is unknown."""
    return _RANKS.get(writer, 0)


def foreign_source(subject: str, writer: Writer | None) -> str:
    """Returns the reason why a record about this subject is refused."""
    return f"{FOREIGN_SOURCE}: {writer or 'nobody'} may not publish about {subject}"
