"""The own record of an organization: its event, and its publication again after a command or with what it endorses now."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.key_pairs import KeyPair, move, pairs_of
from shared.committee.encryption.trusted_keys import endorsed_by
from shared.committee.events.outbox_event import outbox_event
from shared.committee.events.version import epoch_of
from shared.committee.own_records.acceptances import acceptances_by
from shared.committee.own_records.cadence import cadences_by
from shared.committee.own_records.consents import consents_by
from shared.committee.own_records.declarations import declarations_by
from shared.committee.own_records.disputed_subjects import disputed_by
from shared.contracts.catalogue import TYPE_OF
from shared.contracts.envelope import Change
from shared.contracts.facts import OwnFacts
from shared.contracts.subjects import Subject, own_record_of
from shared.contracts.vocabulary import Role
from shared.domain.calendar import today
from shared.messaging.outbox.table import OutboxEvent, append_to_outbox

_COMMAND = "publish_key"

Published = list[tuple[KeyPair, OwnFacts]]
"""Key pairs, each with the own record that publishes it."""


async def own_facts(connection: AsyncConnection, pairs: Collection[KeyPair]) -> Published:
    """Returns each pair with its own record: what it endorses, how many of its subjects are disputed, what it states."""
    organizations = [pair.organization for pair in pairs]
    endorsed, disputed = await endorsed_by(connection, organizations), await disputed_by(connection, organizations)
    consents = await consents_by(connection, organizations)
    cadences = await cadences_by(connection, organizations)
    accepting = await acceptances_by(connection, organizations)
    declared = await declarations_by(connection, organizations)

    def published(pair: KeyPair) -> OwnFacts:
        return OwnFacts(
            public_key=pair.public_key,
            signing_key=pair.signing_key,
            replaces=pair.replaces,
            handover=pair.handover,
            endorsed=endorsed[pair.organization],
            disputed=disputed[pair.organization],
            consents=consents[pair.organization],
            cadence=cadences[pair.organization],
            declared=tuple(each.figure for each in declared[pair.organization]),
            **accepting[pair.organization]._asdict(),
        )

    return [(pair, published(pair)) for pair in pairs]


_PUBLICATION = TYPE_OF[Subject.OWN, _COMMAND]


def own_record_event(
    pair: KeyPair, facts: OwnFacts, now: datetime, *, type: str = _PUBLICATION, change: Change | None = None
) -> OutboxEvent:
    """Returns the event of an own record at the version of the pair; `change`: by default the publication of its keys."""
    return outbox_event(
        type,
        own_record_of(pair.organization),
        producer=pair.organization,
        version=pair.version,
        facts=facts,
        change=change or Change(command=_COMMAND, on=today(now), role=Role.SECRETARIAT),
        now=now,
    )


async def next_version(
    connection: AsyncConnection, pair: KeyPair, *, above: tuple[int, int] = (0, 0)
) -> tuple[int, int]:
    """Returns the version at which the own record of a pair is published next: higher than the one before and than `above`."""
    last = max(pair.version, above)
    return max(await epoch_of(connection), last[0]), last[1] + 1


async def publish_again(
    connection: AsyncConnection, organizations: Collection[str], now: datetime, *, above: tuple[int, int] = (0, 0)
) -> Published:
    """Publishes the own records of these organizations again, with what they endorse now; skips those without a key pair here.

    Their version is higher than the one before and than `above`.
    """
    newest = {pair.organization: pair for pair in await pairs_of(connection, sorted(organizations), for_update=True)}
    moved = [
        await move(connection, pair, await next_version(connection, pair, above=above)) for pair in newest.values()
    ]
    published = await own_facts(connection, moved)
    await append_to_outbox(connection, [own_record_event(pair, facts, now) for pair, facts in published])
    return published
