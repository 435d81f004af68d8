"""What is counted of a matter: the version and the facts of its newest event, in memory as packed bytes.

A tally keeps all matters of its partitions in memory, so their facts are compressed. Facts of one kind consist of the same words, which a
dictionary of the compression contains: without one, texts this short would hardly become shorter.
"""

from datetime import datetime
from struct import Struct
from typing import NamedTuple

import msgspec

from services.aggregation.compression import Compression
from shared.contracts.codec import EventFacts

_VERSION = Struct(">II")
"""Epoch and sequence, before the compressed facts."""
_DICTIONARY = (
    b'"returned""converted""withdrawn""not_filed""merged""rehandling""constrained""for_reference""still_planned""separate""co"'
    b'"instructed":[["county",null"look_backs":[["suggestions":[["contacts":[["visit"],["phone"],["meeting"],["extended":["20'
    b'"unit_classes":["party_organ","government""theme":"social","sector":"type":"individual","joint","collective"'
    b'"assignments":[["lead",,null,null],["sole","records":["proposals_key","proposals_published","lookback_due"]'
    b'"ratings":[[1,"very_satisfied","satisfied"],"outcomes":[["resolved"],["planned"],"limits":[["2026-'
    b'{"year":2026,"channel":"website","online":true,"signatories":2,"channel":"paper","online":false,"steps":[["2025-01-01","under_review"],'
    b'["2026-02-11","filed"],["2026-03-","assigned"],["2026-0","in_handling"],["2026-10-","feedback_requested"],["2026-11-20","closed"]]'
)
"""What facts often contain, the most frequent last."""

_compression = Compression(_DICTIONARY, window=11, level=2, memory=1)

MATTERS = _compression.table("matters")
"""The name of the table of packed matters in a checkpoint."""


class NewestEvent(NamedTuple):
    """The version of the newest event of a matter, and its facts (JSON)."""

    version: tuple[int, int]
    facts: bytes


class MatterChange(msgspec.Struct, gc=False):
    """The newest event of a matter among the records of a batch, and what is counted of the matter: nothing before its first event.

    `decoded`: the decoded `facts`; None while they are the counted ones. `recorded`: the time of the matter's first event in the batch.
    """

    counted: NewestEvent | None
    version: tuple[int, int]
    facts: bytes
    decoded: EventFacts | None
    recorded: datetime


def packed(version: tuple[int, int], facts: bytes) -> bytes:
    """Returns the packed form of a matter."""
    return _VERSION.pack(*version) + _compression.compress(facts)


def with_version(version: tuple[int, int], packed: bytes) -> bytes:
    """Returns the packed form of a matter with the same facts and another version."""
    return _VERSION.pack(*version) + packed[_VERSION.size :]


def unpacked(packed: bytes) -> NewestEvent:
    """Returns what is known of a matter."""
    epoch, sequence = _VERSION.unpack_from(packed)
    return NewestEvent((epoch, sequence), _compression.decompress(packed[_VERSION.size :]))
