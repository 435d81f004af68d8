"""The authentication of dispatches, notices and chunks: those without a signature of their sender's confirmed key have no effect."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping

import structlog
from aiokafka import ConsumerRecord

from shared.committee.encryption.signatures import is_signed_by
from shared.committee.messages.message import TransferMessage
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.record_values import signature_in
from shared.contracts.subjects import organization_of
from shared.contracts.version_bounds import Version
from shared.domain.errors import ConflictError
from shared.messaging.dead_letters import dead_letter
from shared.messaging.readers.parking import TransientError
from shared.telemetry import metrics

READER = "inbox"

SigningKey = Callable[[str], Awaitable[bytes | None]]
"""A function that returns the confirmed key with which an organization signs; None while it has none."""

_UNCONFIRMED = "unconfirmed-sender"
_INVALID = "signature-invalid"

_log = structlog.get_logger(__name__)


async def authentic_messages(
    messages: list[TransferMessage],
    known: Mapping[str, Version],
    hosted: Collection[str],
    signing_key: SigningKey,
    *,
    complete: Callable[[], bool],
) -> tuple[list[TransferMessage], list[DeadLetter]]:
    """Returns the messages without the forged ones, which must not hide others, and the dead letters of these.

    What concerns nobody here or is known already is not checked: an older key may have signed it. Raises `unconfirmed-sender` as long as
    no key of a sender is confirmed, and `TransientError` while the directory is not `complete` and may yet contain what is missing.
    """
    authentic, forged = list[TransferMessage](), list[DeadLetter]()
    for message in messages:
        is_new = message.content.version > known.get(message.subject, (0, 0))
        refused = None
        if is_new and not message.addressees.isdisjoint(hosted):
            refused = await refusal(message.record, message.subject, signing_key, complete=complete, consumer=READER)
        if refused is None:
            authentic.append(message)
        else:
            forged.append(refused)
    return authentic, forged


async def refusal(
    record: ConsumerRecord, subject: str, signing_key: SigningKey, *, complete: Callable[[], bool], consumer: str
) -> DeadLetter | None:
    """Returns the dead letter of a record that the sender of its subject has not signed; None for an authentic one. Raises as above."""
    flaw = await _flaw(record, organization_of(subject), signing_key)
    if flaw is None:
        return None
    if not complete():
        raise TransientError(flaw)
    if flaw == _UNCONFIRMED:
        raise ConflictError(flaw, "发件单位没有经确认的密钥")
    metrics.signatures_refused.labels(consumer).inc()
    _log.warning("signature_refused", subject=subject)
    return dead_letter(record, consumer=consumer, reason=flaw)


async def _flaw(record: ConsumerRecord, sender: str, signing_key: SigningKey) -> str | None:
    """Returns why the record cannot be trusted; None if its sender has signed it."""
    key = await signing_key(sender)
    if key is None:
        return _UNCONFIRMED
    signed = await asyncio.to_thread(is_signed_by, key, record.value, signature_in(record.headers))  # half a megabyte
    return None if signed else _INVALID
