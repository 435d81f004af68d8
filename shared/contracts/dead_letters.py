"""Dead letters: records that could not be processed, with bytes, reason and offset. Published before the reader continues."""

from datetime import datetime

import msgspec
from msgspec import Struct


class DeadLetter(Struct, frozen=True, kw_only=True, gc=False):
    """A record that a consumer could not process; one dead letter per record and consumer.

    `value` and `record_key` are the bytes of the record (base64 in JSON). `is_cut`: only the beginning of the value is included.
    `signature`: of the record, which its retry needs.
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
    signature: bytes | None = None

    @property
    def key(self) -> bytes:
        return f"{self.topic}/{self.partition}/{self.offset}/{self.consumer}".encode()


encode_dead_letter = msgspec.json.Encoder().encode
decode_dead_letter = msgspec.json.Decoder(DeadLetter).decode
