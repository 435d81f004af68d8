"""The progress of one partition: its folded position, and whether its pages have to be published."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime

from aiokafka import TopicPartition

from services.aggregation.batches import Batch, RecordDigest
from shared.contracts.stamps import MEASURES_VERSION, Stamp

_MAX_DIGESTS = 2000
_NEAR_THE_END = 10_000
"""Distance in offsets from the end. Truncation removes the newest records of a log, so of older records one digest is enough."""


class PartitionProgress:
    """The state of one partition. `position`: all records before it are folded.

    `digests`: of records before the position, since the last verification of the log and including the record that it verified.
    `fresh`: all pages have yet to be published, then a marker. Nothing is published before `target` (end offset at assignment): until
    then the previous owner has published newer pages. `since`: time of the oldest event whose effect is not published yet.
    """

    def __init__(self, position: int, *, target: int = 0, digests: Iterable[RecordDigest] = ()) -> None:
        self.position = position
        self.target = target
        self.digests = deque(digests, maxlen=_MAX_DIGESTS)
        self.fresh = True
        self.since: datetime | None = None
        self._fresh_from: int | None = None

    @property
    def can_publish(self) -> bool:
        return self.position >= self.target

    def connects(self, batch: Batch) -> bool:
        """Returns whether no record is missing before the batch; only such a batch is folded."""
        return batch.start <= self.position

    def advance(self, batch: Batch) -> None:
        """Moves the position to the end of a folded batch, and keeps the digest of its last record."""
        if not self.digests:
            self.target = max(self.target, batch.last)
        if batch.end > self.position:
            self.position = batch.end
            if batch.last - batch.end > _NEAR_THE_END:
                self.digests.clear()
            if batch.records:  # a batch of transaction markers has none
                self.digests.append(RecordDigest.of(batch.records[-1]))

    def verified_up_to(self, digest: RecordDigest) -> None:
        """Removes the digests before this one: the log is verified up to its record."""
        if digest in self.digests:
            while self.digests[0] != digest:
                self.digests.popleft()

    def stamp(self, tp: TopicPartition, cluster: str, session: int, *, position: int | None = None) -> Stamp:
        """Returns the stamp of a page that is published now; `position` replaces the current position."""
        return Stamp(
            cluster=cluster,
            measures=MEASURES_VERSION,
            session=session,
            topic=tp.topic,
            partition=tp.partition,
            position=self.position if position is None else position,
            since=self.since,
        )

    def observe(self, recorded: datetime | None) -> None:
        """Notes the time of a folded event as `since`, unless an older one is pending or the record is read again (before `target`)."""
        if self.since is None and self.can_publish:
            self.since = recorded

    def restart_snapshot(self) -> None:
        """Marks all pages of the partition as pending."""
        self.fresh, self._fresh_from = True, None

    @property
    def awaits_snapshot(self) -> bool:
        """Returns whether all pages have yet to be published."""
        return self.fresh and self._fresh_from is None

    def begin_snapshot(self) -> bool:
        """Returns whether a snapshot begins now; notes its position for the marker."""
        if not self.awaits_snapshot:
            return False
        self._fresh_from = self.position
        return True

    def end_snapshot(self) -> int | None:
        """Clears `since`; returns the position for the marker, or None when no snapshot has begun."""
        self.since = None
        if not self.fresh or self._fresh_from is None:
            return None
        self.fresh = False
        return self._fresh_from
