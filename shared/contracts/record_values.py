"""The values of records: an event as JSON; in `lianxi.attachments`, an event in the first line and sealed bytes after it."""

from shared.contracts.topics import Topic

_END = b"\n"


def value_with(event: bytes, sealed: bytes) -> bytes:
    """Returns the value of a record of `lianxi.attachments`."""
    return event + _END + sealed


def event_in_value(topic: str, value: bytes) -> bytes:
    """Returns the event in the value of a record of this topic."""
    return value.partition(_END)[0] if topic == Topic.ATTACHMENTS else value


def sealed_in_value(value: bytes) -> bytes:
    """Returns the sealed bytes in the value of a record of `lianxi.attachments`."""
    return value.partition(_END)[2]
