"""Compression of many small records of the same sort."""

import zlib


class Compression:
    """Compresses records with a dictionary: what they often contain, the most frequent last.

    `window`: logarithm of the window, which the dictionary must fit into; `level`, `memory`: as `zlib.compressobj` has them.
    """

    def __init__(self, dictionary: bytes, *, window: int, level: int, memory: int) -> None:
        self._dictionary = dictionary
        self._window = -window  # negative: nothing but the compressed data is written
        self._compression = zlib.compressobj(
            level, zlib.DEFLATED, self._window, memory, zlib.Z_DEFAULT_STRATEGY, dictionary
        )

    def table(self, name: str) -> str:
        """Returns the name of a table of compressed records; those that were compressed with another dictionary cannot be read."""
        return f"{name}/{zlib.crc32(self._dictionary):08x}"

    def compress(self, value: bytes) -> bytes:
        compression = self._compression.copy()
        return compression.compress(value) + compression.flush()

    def decompress(self, compressed: bytes) -> bytes:
        return zlib.decompressobj(self._window, self._dictionary).decompress(compressed)
