"""Decoding of parts of events, without the checks of `codec.py`."""

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

_LONGEST_CLAIM = 200
DECODING_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What the decoding of a record can raise."""

F = TypeVar("F")


class PartialData(msgspec.Struct, Generic[F], gc=False):
    facts: F


class PartialEvent(msgspec.Struct, Generic[F], gc=False):
    data: PartialData[F]


def facts_decoder(facts: type[F]) -> Callable[[bytes], F]:
    """Returns a function that decodes only these facts of an event, without further checks; it raises `MsgspecError`."""
    decode = msgspec.json.Decoder(PartialEvent[facts]).decode  # type: ignore[valid-type]  # the type of the caller
    return lambda value: decode(value).data.facts


class UncheckedEvent(msgspec.Struct, frozen=True, gc=False):
    """The id that a record claims, without any check."""

    id: str


_claim = msgspec.json.Decoder(UncheckedEvent).decode


def claimed_id(value: bytes | None) -> str | None:
    """Returns the event id that a record claims, even if the record is malformed; None if it claims none. For logs."""
    try:
        return _claim(value or b"").id[:_LONGEST_CLAIM]
    except DECODING_ERRORS:
        return None
