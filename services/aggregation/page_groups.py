"""Packed pages by organization: those of an organization that have not been used for long are compressed together."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

import msgspec

from services.aggregation.compression import Compression

PartT = TypeVar("PartT")

MOST_GROUPED = 16_000_000
"""Bytes of packed pages that are not compressed."""
_PAGE = 100
"""Bytes of a packed page beside its content."""

_pack = msgspec.msgpack.Encoder().encode
_compression = Compression(b"", window=15, level=1, memory=8)


class PageGroups(Generic[PartT]):
    """A group of pages for each organization. `part`: the type of what identifies a page in its group.

    Groups that are not compressed are in the order of their last use; a group that was only read since has its compressed form as well.
    """

    def __init__(self, part: type[PartT], *, most_grouped: int = MOST_GROUPED) -> None:
        self._decode = msgspec.msgpack.Decoder(list[tuple[part, bytes]]).decode  # type: ignore[valid-type]
        self._most_grouped = most_grouped
        self._compressed: dict[str, bytes] = {}
        self._groups: OrderedDict[str, dict[PartT, bytes]] = OrderedDict()
        self._size = 0

    def organizations(self) -> Iterator[str]:
        """Yields the organizations that have pages."""
        yield from self._groups.keys() | self._compressed.keys()

    def get(self, organization: str) -> Mapping[PartT, bytes]:
        """Returns the pages of an organization."""
        group = self._groups.get(organization)
        if group is not None:
            self._groups.move_to_end(organization)
            return group
        compressed = self._compressed.get(organization)
        if compressed is None:
            return {}
        group = self._groups[organization] = dict(self._decode(_compression.decompress(compressed)))
        self._size += _size(group)
        return group

    def put(self, organization: str, part: PartT, packed: bytes) -> None:
        """Replaces a page."""
        group = self._changing(organization)
        self._size += len(packed) - len(group[part]) if part in group else len(packed) + _PAGE
        group[part] = packed

    def pop(self, organization: str, part: PartT) -> bytes:
        """Removes a page and returns it."""
        packed = self._changing(organization).pop(part)
        self._size -= len(packed) + _PAGE
        return packed

    def _changing(self, organization: str) -> dict[PartT, bytes]:
        if not self.get(organization):
            self._groups.setdefault(organization, {})
        self._compressed.pop(organization, None)
        return self._groups[organization]

    def compress(self) -> None:
        """Compresses groups until the others are as small as they have to be."""
        while self._size > self._most_grouped:
            organization, group = self._groups.popitem(last=False)
            self._size -= _size(group)
            if group:
                self._compress(organization, group)

    def _compress(self, organization: str, group: Mapping[PartT, bytes]) -> None:
        if organization not in self._compressed:
            self._compressed[organization] = _compression.compress(_pack(list(group.items())))

    def state(self) -> dict[str, bytes]:
        """Returns all groups in their compressed form."""
        for organization, group in self._groups.items():
            self._compress(organization, group)
        return dict(self._compressed)

    def load(self, groups: Mapping[str, bytes]) -> None:
        """Replaces all groups by those of a state."""
        self._compressed = dict(groups)
        self._groups.clear()
        self._size = 0


def _size(group: Mapping[PartT, bytes]) -> int:
    return sum(map(len, group.values())) + _PAGE * len(group)
