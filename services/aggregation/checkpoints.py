"""Checkpoints: files with the folded state of a partition and its position.

One file for each partition: a head, chunks of each table, and a checksum; written to a temporary file, flushed to the disk and renamed, so
that a file is always complete. A checkpoint only saves time: one that does not fit is ignored, and the log is read from its beginning.
"""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import structlog
from aiokafka import TopicPartition

from services.aggregation.batches import RecordDigest
from services.aggregation.processor import ProcessorState
from shared.contracts.stamps import MEASURES_VERSION
from shared.messaging.settings import SettingError

_FORMAT = 1
_ITEMS = 2000
"""Items of a chunk, whose encoding takes a millisecond or two."""
_DIGEST = 32
_SIZE = 4

_log = structlog.get_logger(__name__)
_encode = msgspec.msgpack.Encoder().encode


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a checkpoint, which fits only if format, cluster, measures version, partition and table names are the same."""

    format: int
    cluster: str
    measures: int
    topic: str
    partition: int
    position: int
    digests: tuple[RecordDigest, ...]
    chunks: dict[str, int]


_head = msgspec.msgpack.Decoder(_Head).decode


class _UnfitError(Exception):
    """A checkpoint that is damaged; the message is the reason."""


class _ForeignError(Exception):
    """A complete checkpoint of another format, cluster, measures version, partition or set of tables."""


class Checkpoints:
    """The checkpoints of one processor in a folder, which several workers may share. `tables`: name -> the type of an item."""

    def __init__(self, folder: Path, cluster: str, tables: Mapping[str, Any]) -> None:
        self._folder = folder
        self._cluster = cluster
        self._decoders: dict[str, Callable[[memoryview], list[Any]]] = {
            name: msgspec.msgpack.Decoder(list[item]).decode  # type: ignore[valid-type]
            for name, item in tables.items()
        }

    def prepare(self) -> None:
        """Creates the folder; raises `SettingError` when it is not writable."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            probe = self._folder / f".{secrets.token_hex(8)}"
            probe.write_bytes(b"\0" * 4096)
            probe.unlink()
        except OSError as error:
            raise SettingError(
                f"检查点目录 {self._folder} 不能写入（{error.strerror}）：请检查该目录的权限和剩余空间，或用 LIANXI_VAR 另指一处。"
            ) from error

    def _path(self, tp: TopicPartition) -> Path:
        return self._folder / f"{tp.topic}-{tp.partition}"

    def save(self, tp: TopicPartition, state: ProcessorState) -> int:
        """Writes a checkpoint (call it in a thread); returns its size in bytes. After an `OSError` the previous one is unchanged."""
        path = self._path(tp)
        aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            with aside.open("wb") as file:
                checksum, size = blake2b(digest_size=_DIGEST), 0
                for chunk in self._chunks(tp, state):
                    framed = len(chunk).to_bytes(_SIZE, "big") + chunk
                    checksum.update(framed)
                    size += file.write(framed)
                file.write(checksum.digest())
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        finally:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
        return size

    def _chunks(self, tp: TopicPartition, state: ProcessorState) -> Iterator[bytes]:
        counts = {name: -(-len(items) // _ITEMS) for name, items in state.tables.items()}
        yield _encode(
            _Head(
                format=_FORMAT,
                cluster=self._cluster,
                measures=MEASURES_VERSION,
                topic=tp.topic,
                partition=tp.partition,
                position=state.position,
                digests=state.digests,
                chunks=counts,
            )
        )
        for name, count in counts.items():
            items = iter(state.tables[name].items())
            for _ in range(count):
                yield _encode(list(islice(items, _ITEMS)))

    def load(self, tp: TopicPartition) -> ProcessorState | None:
        """Reads a checkpoint (call it in a thread); returns None when there is none that fits."""
        path = self._path(tp)
        try:
            return self._decoded(tp, path.read_bytes())
        except FileNotFoundError:
            return None
        except _ForeignError as error:  # after every start of the embedded broker
            _log.info("checkpoint_ignored", file=str(path), reason=str(error))
            return None
        except (_UnfitError, OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            _log.warning("checkpoint_ignored", file=str(path), reason=str(error))
            return None

    def _decoded(self, tp: TopicPartition, body: bytes) -> ProcessorState:
        framed, digest = memoryview(body)[:-_DIGEST], body[-_DIGEST:]
        if blake2b(framed, digest_size=_DIGEST).digest() != digest:
            raise _UnfitError("it is damaged: the checksum differs")
        chunks = _unframed(framed)
        head = _head(next(chunks))
        self._check(tp, head)
        tables = {
            name: {key: value for _ in range(head.chunks[name]) for key, value in decode(next(chunks))}
            for name, decode in self._decoders.items()
        }
        return ProcessorState(head.position, head.digests, tables)

    def _check(self, tp: TopicPartition, head: _Head) -> None:
        for what, is_, wanted in (
            ("format", head.format, _FORMAT),
            ("cluster", head.cluster, self._cluster),
            ("measures version", head.measures, MEASURES_VERSION),
            ("partition", (head.topic, head.partition), tuple(tp)),
            ("tables", sorted(head.chunks), sorted(self._decoders)),
        ):
            if is_ != wanted:
                raise _ForeignError(f"of another {what}: {is_!r}, not {wanted!r}")


def _unframed(framed: memoryview) -> Iterator[memoryview]:
    at = 0
    while at < len(framed):
        size = int.from_bytes(framed[at : at + _SIZE], "big")
        yield framed[at + _SIZE : at + _SIZE + size]
        at += _SIZE + size
