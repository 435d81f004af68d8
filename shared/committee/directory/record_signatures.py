"""The signatures of the records of organizations: one that its keeper has not signed has no effect (decision 0115).

A keeper without a confirmed key is believed by the topic alone (decision 0107), and so is everything until the directory has been read to
its end: what a former key has signed long ago counts, and a forgery in it is followed by the record with which its keeper overrode it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import NamedTuple

import structlog
from aiokafka import ConsumerRecord

from shared.committee.encryption.signatures import is_signed_by_any
from shared.contracts.catalogue import VOIDED
from shared.contracts.codec import ReceivedEvent
from shared.contracts.facts import OrganizationFacts
from shared.contracts.record_values import signature_in
from shared.contracts.version_bounds import Version
from shared.domain.organizations.keepers import keeper_in

Received = tuple[ReceivedEvent, ConsumerRecord]

_log = structlog.get_logger(__name__)


class RecordCheck(NamedTuple):
    """What the check of signatures needs. `keys`: returns the confirmed keys with which an organization signs, none while it has none.

    `complete`: returns whether the directory was read to its end once.
    """

    keys: Callable[[str], Awaitable[Collection[bytes]]]
    complete: Callable[[], bool]


class KnownRecord(NamedTuple):
    """The version and the keeper of a record in the directory; no keeper: it was voided."""

    version: Version
    keeper: str | None


async def signed_by_keepers(
    events: Collection[Received], known: Mapping[str, KnownRecord], check: RecordCheck | None
) -> tuple[list[Received], list[ConsumerRecord]]:
    """Returns the events that count by their signatures, and the refused records.

    The keeper of a record is the one that it had before the event; of an unknown or voided one, the one that the event names.
    An outdated event is not checked: it has no effect, and a former keeper may have signed it. Without a check all count.
    """
    if check is None or not check.complete():
        return list(events), []
    signed, refused, newest = list[Received](), list[ConsumerRecord](), dict(known)
    for event, record in events:
        before = newest.get(event.subject, KnownRecord((0, 0), None))
        if event.version <= before.version or not isinstance(event.facts, OrganizationFacts):
            signed.append((event, record))
            continue
        after = keeper_in(event.subject, event.facts)
        keys = await check.keys(before.keeper or after)
        if keys and not await asyncio.to_thread(is_signed_by_any, keys, record.value, signature_in(record.headers)):
            _log.warning("signature_refused", subject=event.subject)
            refused.append(record)
            continue
        is_void = event.envelope.type in VOIDED
        newest[event.subject] = KnownRecord(event.version, None if is_void else after)
        signed.append((event, record))
    return signed, refused
