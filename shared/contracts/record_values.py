"""The values of records: an event as JSON; in the topics of attachments, an event in the first line and sealed bytes after it.

Records of organizations, dispatches, notices and chunks have a signature of the whole value in a header (decisions 0106 and 0115).
"""

from collections.abc import Iterable

from shared.contracts.topics import Topic, kind_of

_END = b"\n"
SIGNATURE = "lianxi-signature"
"""The header with the Ed25519 signature of the producer of the event; of a record that moves, followed by that of its next keeper."""

Headers = list[tuple[str, bytes]]


def value_with(event: bytes, sealed: bytes) -> bytes:
    """Returns the value of a record of the topics of attachments."""
    return event + _END + sealed


def event_in_value(topic: str, value: bytes) -> bytes:
    """Returns the event in the value of a record of this topic."""
    return value.partition(_END)[0] if kind_of(topic) is Topic.ATTACHMENTS else value


def sealed_in_value(value: bytes) -> bytes:
    """Returns the sealed bytes in the value of a record of the topics of attachments."""
    return value.partition(_END)[2]


def headers_with(signature: bytes | None) -> Headers:
    """Returns the headers of a record; none without a signature."""
    return [] if signature is None else [(SIGNATURE, signature)]


def signature_in(headers: Iterable[tuple[str, bytes]]) -> bytes | None:
    """Returns the signature in the headers of a record; None when there is none."""
    return next((value for name, value in headers if name == SIGNATURE), None)
