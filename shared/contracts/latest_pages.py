"""Selection of the valid pages among records in any order: per key the page with the highest stamp, unless a marker has voided it."""

from shared.contracts.pages import SnapshotMarker
from shared.contracts.stamps import Rank, SourcePartition, Stamp, is_newest


class LatestPages:
    """The ranks of the valid records of one topic and cluster. The records themselves are not kept."""

    def __init__(self, cluster: str) -> None:
        self._cluster = cluster
        self._ranks: dict[bytes, Rank] = {}
        self._keys: dict[SourcePartition, set[bytes]] = {}
        self._markers: dict[SourcePartition, Rank] = {}
        self._newest: dict[SourcePartition, Rank] = {}  # pages that are published together share one object

    def accept(self, key: bytes, stamp: Stamp) -> bool:
        """Returns whether this record is now the valid one of its key; if so, stores its rank."""
        rank, source = stamp.rank, stamp.source
        if not self.is_valid(stamp, known=self._ranks.get(key)):
            return False
        if self._newest.get(source) != rank:
            self._newest[source] = rank
        self._ranks[key] = self._newest[source]
        self._keys.setdefault(source, set()).add(key)
        return True

    def is_valid(self, stamp: Stamp, *, known: Rank | None) -> bool:
        """Returns whether a record replaces the one of its key, whose rank the caller knows."""
        marker = self._markers.get(stamp.source)
        return stamp.cluster == self._cluster and is_newest(stamp.rank, known=known, marker=marker)

    def void_older(self, marker: SnapshotMarker) -> list[bytes]:
        """Applies a marker and returns the keys whose records it voids."""
        stamp = marker.stamp
        rank, source = stamp.rank, stamp.source
        if stamp.cluster != self._cluster or not is_newest(rank, known=self._markers.get(source)):
            return []
        self._markers[source] = rank
        void = [key for key in self._keys.get(source, ()) if self._ranks[key] < rank]
        for key in void:
            del self._ranks[key]
            self._keys[source].discard(key)
        return void
