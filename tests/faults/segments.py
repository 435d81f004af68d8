"""The files of a log of Apache Kafka: one record batch after the other."""

import struct
from pathlib import Path

_HEADER = struct.Struct(">qi")
"""Offset of its first record, and how many bytes follow."""

_LAST = struct.Struct(">i")
_LAST_AT = 23
"""Where a batch says how far its last record is from its first."""


def cut_log(file: Path, offset: int) -> None:
    """Nothing is left from the batch on that holds this offset. Kafka must not run."""
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
