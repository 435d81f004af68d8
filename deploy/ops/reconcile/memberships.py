"""The memberships of conferences, recomputed day by day from their invitations and the consents in the databases of the members."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import structs
from sqlalchemy import select

from shared.committee.own_records.consents import own_consents
from shared.contracts.dated import DatedFlag, Membership
from shared.contracts.facts import Facts, OrganizationFacts
from shared.storage.database import Database

ConsentsOfMembers = Mapping[tuple[str, str], list[DatedFlag]]
"""(Member, conference) -> its consents, by day."""


async def consents(database: Database) -> dict[tuple[str, str], list[DatedFlag]]:
    """Returns the consents of the organizations that a service hosts."""
    found: dict[tuple[str, str], list[DatedFlag]] = {}
    async with database.reading() as connection:
        for row in await connection.execute(select(own_consents).order_by(own_consents.c.day)):
            found.setdefault((row.organization, row.conference), []).append(DatedFlag(row.day, row.holds))
    return found


def with_memberships(matters: Iterable[tuple[str, Facts]], consents: ConsentsOfMembers) -> Iterator[tuple[str, Facts]]:
    """Yields the facts, those of conferences with recomputed memberships."""
    for key, facts in matters:
        if isinstance(facts, OrganizationFacts) and facts.admissions:
            yield key, structs.replace(facts, memberships=tuple(_memberships(key, facts, consents)))
        else:
            yield key, facts


def _memberships(conference: str, facts: OrganizationFacts, consents: ConsentsOfMembers) -> Iterator[Membership]:
    days = {day for day, _, _ in facts.admissions} | {day for each in consents.values() for day, _ in each}
    members = sorted({member for _, member, _ in facts.admissions})
    before = dict.fromkeys(members, False)
    for day in sorted(days):
        for member in members:
            own = consents.get((member, conference), [])
            is_member = _is_admitted(facts, member, day) and _consents(own, day)
            if is_member != before[member]:
                yield Membership(day, member, is_member)
            before[member] = is_member


def _is_admitted(facts: OrganizationFacts, member: str, day: date) -> bool:
    return next((holds for since, each, holds in reversed(facts.admissions) if each == member and since <= day), False)


def _consents(consents: list[DatedFlag], day: date) -> bool:
    return next((holds for since, holds in reversed(consents) if since <= day), False)
