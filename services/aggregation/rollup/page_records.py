"""The tally pages that the rollup has received: of each the rank and the steps, to find what differs in the next one of the same key."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Self

import msgspec

from services.aggregation.packed_pages import PagePart
from services.aggregation.page_groups import MOST_GROUPED, PageGroups
from services.aggregation.rollup.step_pages import days_of
from shared.contracts.pages import Steps, TallyPage, breakdown_of
from shared.contracts.stamps import Rank, SourcePartition

RECORDS = "pages"
"""The name of the table of groups in a checkpoint."""


class RecordPart(NamedTuple):
    """A tally page of an organization: the partition that it was counted from, and the page."""

    source: SourcePartition
    page: PagePart


class RecordKey(NamedTuple):
    """The key of a tally page."""

    organization: str
    part: RecordPart

    @classmethod
    def of(cls, page: TallyPage) -> Self:
        return cls(
            page.organization, RecordPart(page.stamp.source, PagePart(page.year, page.month, breakdown_of(page)))
        )


class PageRecord(NamedTuple):
    """The rank of a tally page, and its steps."""

    rank: Rank
    steps: Steps


_Packed = tuple[Rank, dict[str, list[int]]]
"""The rank, and by counter the days of the month, each followed by its amount."""
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(_Packed).decode


class PageRecords:
    """The newest tally page of each key. `count`: their number."""

    def __init__(self, *, most_grouped: int = MOST_GROUPED) -> None:
        self.count = 0
        self._groups = PageGroups(RecordPart, most_grouped=most_grouped)
        self._organizations: dict[SourcePartition, set[str]] = {}

    def get(self, key: RecordKey) -> PageRecord | None:
        """Returns a page; None if there is none."""
        packed = self._groups.get(key.organization).get(key.part)
        return None if packed is None else _unpacked(packed, key.part.page.month)

    def put(self, key: RecordKey, record: PageRecord) -> None:
        """Replaces a page."""
        organization, part = key
        self.count += part not in self._groups.get(organization)
        self._groups.put(organization, part, _packed(record))
        self._groups.compress()
        self._organizations.setdefault(part.source, set()).add(organization)

    def pop(self, key: RecordKey) -> PageRecord:
        """Removes a page and returns it."""
        self.count -= 1
        return _unpacked(self._groups.pop(*key), key.part.page.month)

    def of(self, organization: str) -> list[RecordKey]:
        """Returns the keys of the pages of an organization."""
        return [RecordKey(organization, part) for part in self._groups.get(organization)]

    def older(self, source: SourcePartition, rank: Rank) -> Iterator[RecordKey]:
        """Yields the pages from a partition that have a lower rank."""
        for organization in sorted(self._organizations.get(source, ())):
            for part, packed in list(self._groups.get(organization).items()):
                if part.source == source and _unpack(packed)[0] < rank:
                    yield RecordKey(organization, part)
            self._groups.compress()

    def state(self) -> dict[str, bytes]:
        """Returns all pages as groups."""
        return self._groups.state()

    def load(self, groups: Mapping[str, bytes]) -> Iterator[tuple[RecordKey, PageRecord]]:
        """Replaces all pages by those of a state, and yields them."""
        self._groups.load(groups)
        for organization in sorted(groups):
            for part, packed in self._groups.get(organization).items():
                self.count += 1
                self._organizations.setdefault(part.source, set()).add(organization)
                yield RecordKey(organization, part), _unpacked(packed, part.page.month)
            self._groups.compress()


def _packed(record: PageRecord) -> bytes:
    steps = {
        counter: [number for day, amount in days.items() for number in (day.day, amount)]
        for counter, days in record.steps.items()
    }
    return _pack((record.rank, steps))


def _unpacked(packed: bytes, month: str) -> PageRecord:
    rank, counters = _unpack(packed)
    days = days_of(month)
    steps: Steps = {}
    for counter, numbers in counters.items():
        each = iter(numbers)
        steps[counter] = {days[day]: amount for day, amount in zip(each, each, strict=True)}
    return PageRecord(rank, steps)
