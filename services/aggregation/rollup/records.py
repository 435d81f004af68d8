"""The place rows and markers that the rollup has received, in memory and in its checkpoints: compressed, as the country has many."""

from services.aggregation.compression import Compression

_DICTIONARY = (
    b'"roster":[["20","memberships":[["20","codes":[["20","parents":[["2023-01-01","52"]],"names":[["2023-01-01","'
    b'"level":"township","level":"county","organization":"5206","since":"2026-01-T02:00:00Z"},"kind":"marker","kind":"place","stamp":'
    b'{"cluster":"","measures":12,"session":1,"topic":"lianxi.township.opinions","topic":"lianxi.county.proposals",'
    b'"topic":"lianxi.region.organizations","partition":1,"position":'
)
"""What rows often contain, the most frequent last."""

_compression = Compression(_DICTIONARY, window=12, level=1, memory=4)

ROWS = _compression.table("rows")
"""The name of the table of rows and markers in a checkpoint."""


def packed(value: bytes) -> bytes:
    """Returns the packed form of a record."""
    return _compression.compress(value)


def unpacked(packed: bytes) -> bytes:
    """Returns the record in its packed form."""
    return _compression.decompress(packed)
