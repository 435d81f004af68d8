"""Signatures of events: made by the relay with the key of the producer, verified by the readers (decision 0106)."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress

import msgspec
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from shared.committee.encryption.key_pairs import KeyPair, pairs_of
from shared.committee.encryption.vault import LockedError, Vault
from shared.contracts.facts import OrganizationFacts
from shared.contracts.partial_events import facts_decoder
from shared.contracts.subjects import Subject, is_subject, organization_of
from shared.contracts.topics import Topic
from shared.domain.organizations.keepers import keeper_in
from shared.messaging.outbox.kafka_events import producer_of
from shared.messaging.outbox.table import OutboxEvent
from shared.storage.database import Database
from shared.storage.statements import chunks

_BYTES = 64
"""The length of a signature."""
_MOST_SIGNERS = 2
"""Organizations that sign one event: the keeper of a record, and the one that keeps it from then on."""
_EVENT = b"lianxi event\x00"
_HANDOVER = b"lianxi handover\x00"
"""The purposes of signatures: one that was made for the one is not valid for the other."""


def sign(key: SigningKey, value: bytes) -> bytes:
    """Returns the signature of the bytes of an event."""
    return key.sign(_EVENT + value).signature


def is_signed_by(key: bytes, value: bytes, signature: bytes | None) -> bool:
    """Returns whether this public key has signed the bytes of an event."""
    return signature is not None and _is_valid(key, _EVENT + value, signature)


def is_signed_by_any(keys: Collection[bytes], value: bytes, signatures: bytes | None) -> bool:
    """Returns whether one of these public keys has made one of the signatures, which follow each other."""
    some = range(0, min(len(signatures or b""), _MOST_SIGNERS * _BYTES), _BYTES)
    return any(is_signed_by(key, value, (signatures or b"")[at : at + _BYTES]) for key in keys for at in some)


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


class _OwnRecordFacts(msgspec.Struct, gc=False):
    signing_key: bytes = b""


_own_facts = facts_decoder(_OwnRecordFacts)
_organization_facts = facts_decoder(OrganizationFacts)


class EventSigner:
    """The `Signatures` of a relay: signs records, dispatches, notices and chunks with the keys of the service database."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database = database
        self.vault = vault

    async def signatures(self, events: Sequence[OutboxEvent]) -> list[bytes | None]:
        """Returns the signature of each event; None for the others and where no private key can be unlocked.

        Of an event with two signers it is one after the other.
        """
        signed = [event for event in events if is_to_be_signed(event)]
        if not signed:
            return [None] * len(events)
        pairs = await self._pairs({signer for event in signed for signer in signers_of(event)})
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
        made = b""
        for signer in signers_of(event):
            usable = pairs[signer]
            if is_subject(event.matter, Subject.OWN):  # an own record is signed with the key that it publishes
                published = _own_facts(event.payload).signing_key
                usable = [pair for pair in usable if pair.signing_key == published]
            with suppress(LockedError, IndexError):
                made += sign(self.vault.unlock_signing(usable[-1].signing_locked), event.payload)
        return made or None


def is_to_be_signed(event: OutboxEvent) -> bool:
    """Returns whether readers refuse the event without a signature."""
    return event.topic in (Topic.ORGANIZATIONS, Topic.TRANSFERS, Topic.ATTACHMENTS)


def signers_of(event: OutboxEvent) -> list[str]:
    """Returns the organizations that sign an event: the keeper of a record before and after it, else the one that it is about.

    Readers expect the keeper that they know, which may not be the newest one while a record moves to another keeper.
    """
    if not is_subject(event.matter, Subject.ORGANIZATION):
        return [organization_of(event.matter)]
    keeper = keeper_in(event.matter, _organization_facts(event.payload))
    return list(dict.fromkeys((producer_of(event.payload), keeper)))
