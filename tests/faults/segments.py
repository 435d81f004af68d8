"""Log segment files of Apache Kafka: a sequence of record batches."""

import struct
from pathlib import Path

_HEADER = struct.Struct(">qi")
"""The head of a batch: offset of its first record, and number of bytes that follow."""

_LAST = struct.Struct(">i")
_LAST_AT = 23
"""The position of the distance between first and last offset in a batch."""


def cut_log(file: Path, offset: int) -> None:
    """Truncates the log before the batch that contains this offset. Kafka must not run."""
    raw = file.read_bytes()
    at = 0
    while at + _LAST_AT + _LAST.size <= len(raw):
        first, length = _HEADER.unpack_from(raw, at)
        (last,) = _LAST.unpack_from(raw, at + _LAST_AT)
        if first + last >= offset or length <= 0:
            break
        at += _HEADER.size + length
    with file.open("r+b") as log:
        log.truncate(at)
