"""The signatures of the records of organizations: one that its keeper has not signed has no effect (decision 0115).

A keeper without a confirmed key is believed by the topic alone (decision 0107), and so is everything until the directory has been read to
its end: what a former key has signed long ago counts, and a forgery in it is followed by the record with which its keeper overrode it.
What a keeper published before its first key is not signed either, and may be read after that key, from another partition; the process that
issued the key knows it even before it reads it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class RecordCheck:
    """What the check of signatures needs. `keys`: returns the confirmed keys with which an organization signs, none while it has none.

    `complete`: returns whether the directory was read to its end once; `times_caught_up`: how often it was.
    """

    keys: Callable[[str], Awaitable[Collection[bytes]]]
    complete: Callable[[], bool]
    times_caught_up: Callable[[], int]
    _first_keys: dict[str, int] = field(default_factory=dict)

    def note_first_keys(self, organizations: Collection[str]) -> None:
        """Notes that the first keys of these organizations were just read: earlier records of theirs may still be unread."""
        self._first_keys.update(dict.fromkeys(organizations, self.times_caught_up()))

    async def keys_of(self, keeper: str) -> Collection[bytes]:
        """Returns the keys that must have signed the records of a keeper; none before everything is read that precedes its first key."""
        if self.times_caught_up() == self._first_keys.get(keeper):
            return ()
        self._first_keys.pop(keeper, None)
        return await self.keys(keeper)


class KnownRecord(NamedTuple):
    """The version and the keeper of a record in the directory; no keeper: it was voided."""

    version: Version
    keeper: str | None


KeysRead = Callable[[Collection[str]], Awaitable[Collection[str]]]
"""Returns those of some organizations of which the reader has read a key. The issuer of this process knows its keys before that."""


async def signed_by_keepers(
    events: Collection[Received], known: Mapping[str, KnownRecord], check: RecordCheck | None, read: KeysRead
) -> tuple[list[Received], list[ConsumerRecord]]:
    """Returns the events that count by their signatures, and the refused records.

    The keeper of a record is the one that it had before the event; of an unknown or voided one, the one that the event names.
    An outdated event is not checked: it has no effect, and a former keeper may have signed it. Without a check all count.
    """
    if check is None or not check.complete():
        return list(events), []
    named = {each.keeper for each in known.values()} | {_keeper_after(event) for event, _ in events}
    keepers = {each for each in named if each is not None}
    with_keys = await read(keepers)
    keys = {keeper: await check.keys_of(keeper) if keeper in with_keys else () for keeper in keepers}
    return await asyncio.to_thread(_checked, events, known, keys)


def _keeper_after(event: ReceivedEvent) -> str | None:
    """Returns the keeper of a record by the facts of an event."""
    return keeper_in(event.subject, event.facts) if isinstance(event.facts, OrganizationFacts) else None


def _checked(
    events: Collection[Received], known: Mapping[str, KnownRecord], keys: Mapping[str, Collection[bytes]]
) -> tuple[list[Received], list[ConsumerRecord]]:
    """Returns what `signed_by_keepers` returns. `keys`: of every keeper that one of the records has, or gets by an event."""
    signed, refused, newest = list[Received](), list[ConsumerRecord](), dict(known)
    for event, record in events:
        before, after = newest.get(event.subject, KnownRecord((0, 0), None)), _keeper_after(event)
        if event.version <= before.version or after is None:
            signed.append((event, record))
            continue
        expected = keys[before.keeper or after]
        if expected and not is_signed_by_any(expected, record.value, signature_in(record.headers)):
            _log.warning("signature_refused", subject=event.subject)
            refused.append(record)
            continue
        is_void = event.envelope.type in VOIDED
        newest[event.subject] = KnownRecord(event.version, None if is_void else after)
        signed.append((event, record))
    return signed, refused
