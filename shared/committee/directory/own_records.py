"""The own records in the topics of organizations: each must be signed with the key that it publishes; all keys of one are stored.

Whether a key is confirmed depends on other records, which may arrive later: the `KeyRing` decides it.
"""

from collections.abc import Mapping
from typing import NamedTuple

import structlog
from aiokafka import ConsumerRecord

from shared.committee.directory.key_ring import OwnKey, OwnKeys, is_successor, own_key, with_key
from shared.committee.encryption.sealed_payload import is_public_key
from shared.committee.encryption.signatures import is_handed_over, is_signed_by
from shared.contracts.catalogue import VOIDED
from shared.contracts.codec import MalformedEventError, ReceivedEvent
from shared.contracts.facts import OwnFacts
from shared.contracts.record_values import signature_in
from shared.contracts.subjects import is_key, organization_of
from shared.contracts.topics import writer_of
from shared.contracts.version_bounds import implausible, is_plausible

_KEY_BYTES = 32
_UNCONFIRMED = "another key, which nothing confirms: keys accept, if the organization has changed it"

_log = structlog.get_logger(__name__)


class PublishedKey(NamedTuple):
    """A key that an own record publishes, and that record."""

    subject: str
    key: OwnKey
    record: ConsumerRecord

    @property
    def organization(self) -> str:
        return organization_of(self.subject)


def published_key(record: ConsumerRecord, event: ReceivedEvent, facts: OwnFacts) -> PublishedKey | None:
    """Returns the key in an own record; None for a voided one, since no key is lost by it. Raises `MalformedEventError`."""
    if event.envelope.type in VOIDED:
        return None
    if not is_public_key(facts.public_key):
        raise MalformedEventError("no usable public key")
    if not is_signed_by(facts.signing_key, record.value, signature_in(record.headers)):
        raise MalformedEventError("signature-invalid")
    organization = organization_of(event.subject)
    if facts.replaces and not is_handed_over(facts.replaces, organization, facts.signing_key, facts.handover):
        raise MalformedEventError("handover-invalid")
    if not all(is_key(each) and len(key) == _KEY_BYTES for each, key in facts.endorsed.items()):
        raise MalformedEventError("what it endorses is no key of an organization")
    return PublishedKey(event.subject, own_key(facts, event.version, str(writer_of(record.topic) or "")), record)


class CollectedKeys(NamedTuple):
    """The keys of each own record that has changed, and the refused records, each with the reason.

    A key that nothing confirms is refused, but stored: an operator may accept it.
    """

    changed: dict[str, OwnKeys]
    refused: list[tuple[PublishedKey, str]]


def with_published(known: Mapping[str, OwnKeys], published: list[PublishedKey]) -> CollectedKeys:
    """Returns the keys by subject; logs each that comes beside a known one without having been named by it.

    The version of a key follows the one of the same key: others cannot keep its holder from publishing.
    """
    keys, refused = dict(known), list[tuple[PublishedKey, str]]()
    for new in published:
        before = keys.get(new.subject, ())
        version = next((one.version for one in before if one.signing_key == new.key.signing_key), None)
        if not is_plausible(new.key.version, version):
            refused.append((new, implausible(new.subject, new.key.version, version)))
            continue
        if not is_successor(before, new.key):
            refused.append((new, _UNCONFIRMED))
            _log.warning("unconfirmed_key", organization=new.organization, signing_key=new.key.signing_key.hex())
        keys[new.subject] = with_key(before, new.key)
    changed = {subject: each for subject, each in keys.items() if each != known.get(subject, ())}
    return CollectedKeys(changed, refused)
