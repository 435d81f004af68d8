"""Signatures of events: made by the relay with the key of the producer, verified by the readers (decision 0106)."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import msgspec
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from shared.committee.encryption.key_pairs import KeyPair, pairs_of
from shared.committee.encryption.vault import LockedError, Vault
from shared.contracts.subjects import Subject, is_subject, organization_of
from shared.contracts.topics import Topic
from shared.messaging.outbox.table import OutboxEvent
from shared.storage.database import Database
from shared.storage.statements import chunks

_EVENT = b"lianxi event\x00"
_HANDOVER = b"lianxi handover\x00"
"""The purposes of signatures: one that was made for the one is not valid for the other."""


def sign(key: SigningKey, value: bytes) -> bytes:
    """Returns the signature of the bytes of an event."""
    return key.sign(_EVENT + value).signature


def is_signed_by(key: bytes, value: bytes, signature: bytes | None) -> bool:
    """Returns whether this public key has signed the bytes of an event."""
    return signature is not None and _is_valid(key, _EVENT + value, signature)


def hand_over(old: SigningKey, organization: str, new: bytes) -> bytes:
    """Returns the signature by which the key of an organization names its successor."""
    return old.sign(_HANDOVER + organization.encode() + b"\x00" + new).signature


def is_handed_over(old: bytes, organization: str, new: bytes, handover: bytes) -> bool:
    """Returns whether the old public key of an organization has named this successor."""
    return _is_valid(old, _HANDOVER + organization.encode() + b"\x00" + new, handover)


def _is_valid(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(key).verify(message, signature)
    except (CryptoError, ValueError, TypeError):  # a key or a signature of the wrong length is a ValueError
        return False
    return True


class _Own(msgspec.Struct, gc=False):
    signing_key: bytes = b""


class _Data(msgspec.Struct, gc=False):
    facts: _Own


class _Record(msgspec.Struct, gc=False):
    data: _Data


_record = msgspec.json.Decoder(_Record).decode


class EventSigner:
    """The `Signatures` of a relay: signs own records, dispatches, notices and chunks with the keys of the service database."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database = database
        self.vault = vault

    async def signatures(self, events: Sequence[OutboxEvent]) -> list[bytes | None]:
        """Returns the signature of each event; None for the others and where the private key cannot be unlocked."""
        signed = [event for event in events if is_to_be_signed(event)]
        if not signed:
            return [None] * len(events)
        pairs = await self._pairs({organization_of(event.matter) for event in signed})
        return await asyncio.to_thread(lambda: [self._signature(event, pairs) for event in events])

    async def _pairs(self, organizations: set[str]) -> dict[str, list[KeyPair]]:
        found: dict[str, list[KeyPair]] = {organization: [] for organization in organizations}
        async with self.database.reading() as connection:
            for some in chunks(sorted(organizations)):
                for pair in await pairs_of(connection, some):
                    found[pair.organization].append(pair)
        return found

    def _signature(self, event: OutboxEvent, pairs: dict[str, list[KeyPair]]) -> bytes | None:
        if not is_to_be_signed(event):
            return None
        usable = pairs[organization_of(event.matter)]
        if is_subject(event.matter, Subject.OWN):  # an own record is signed with the key that it publishes
            published = _record(event.payload).data.facts.signing_key
            usable = [pair for pair in usable if pair.signing_key == published]
        with suppress(LockedError, IndexError):
            return sign(self.vault.unlock_signing(usable[-1].signing_locked), event.payload)
        return None


def is_to_be_signed(event: OutboxEvent) -> bool:
    """Returns whether readers refuse the event without a signature."""
    return event.topic in (Topic.TRANSFERS, Topic.ATTACHMENTS) or is_subject(event.matter, Subject.OWN)
