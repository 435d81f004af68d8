"""What could not be read: the raw bytes, the reason, and where it stood. Written before the reader goes on."""

from datetime import datetime

import msgspec
from msgspec import Struct


class DeadLetter(Struct, frozen=True, kw_only=True, gc=False):
    """`value` and `record_key` are the record's own bytes (base64 in JSON); `is_cut`: only its beginning is in here.

    Of one record there may be one letter of each consumer: what one of them cannot read another one may only have been first to see.
    """

    topic: str
    partition: int
    offset: int
    consumer: str
    reason: str
    time: datetime
    value: bytes | None
    record_key: bytes | None = None
    is_cut: bool = False

    @property
    def key(self) -> bytes:
        return f"{self.topic}/{self.partition}/{self.offset}/{self.consumer}".encode()


encode_dead_letter = msgspec.json.Encoder().encode
decode_dead_letter = msgspec.json.Decoder(DeadLetter).decode
