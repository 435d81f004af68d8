"""The authentication of dispatches and notices: those without a signature of their sender's confirmed key have no effect."""

from collections.abc import Awaitable, Callable, Collection, Mapping

import structlog

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
        flaw = await _flaw(message, signing_key) if is_new and not message.addressees.isdisjoint(hosted) else None
        if flaw is None:
            authentic.append(message)
            continue
        if not complete():
            raise TransientError(flaw)
        if flaw == _UNCONFIRMED:
            raise ConflictError(flaw, "发件单位没有经确认的密钥")
        metrics.signatures_refused.labels(READER).inc()
        _log.warning("signature_refused", subject=message.subject)
        forged.append(dead_letter(message.record, consumer=READER, reason=flaw))
    return authentic, forged


async def _flaw(message: TransferMessage, signing_key: SigningKey) -> str | None:
    """Returns why the message cannot be trusted; None if its sender has signed it."""
    key = await signing_key(organization_of(message.subject))
    if key is None:
        return _UNCONFIRMED
    record = message.record
    return None if is_signed_by(key, record.value, signature_in(record.headers)) else _INVALID
