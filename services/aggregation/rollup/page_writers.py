"""Which pages and place rows count: those from the topics of the services that host or keep their organizations (decision 0107).

The tally counts each topic by itself and does not know who may write about an organization; the rollup has the places of all of them.
"""

from collections.abc import Iterable, Iterator

from msgspec import structs

from services.aggregation.rollup.page_records import RecordKey
from shared.contracts.pages import PlaceRow
from shared.contracts.topics import Topic, kind_of, writer_of
from shared.contracts.writers import EventWriter, Writers, authority


class PageWriters:
    """The place rows by organization and topic. `foreign`: keys of the rows and pages that do not count."""

    def __init__(self, writers: Writers) -> None:
        self._known = writers
        self.foreign: set[bytes | RecordKey] = set()
        self._rows: dict[str, dict[str, PlaceRow]] = {}
        self._places: dict[str, PlaceRow] = {}

    def place(self, organization: str) -> PlaceRow | None:
        """Returns the row that counts: that of the highest writer that keeps organizations of this level; None without any."""
        return self._places.get(organization)

    def put_row(self, row: PlaceRow) -> None:
        """Applies a place row; afterwards pages of the organization may count that did not, and the other way round."""
        placed = structs.replace(row, names=(), codes=())  # nothing needs them, and they are the larger part of a row
        self._rows.setdefault(row.organization, {})[row.stamp.topic] = placed
        self._settle(row.organization)

    def drop_row(self, row: PlaceRow) -> None:
        """Removes a place row."""
        del self._rows[row.organization][row.stamp.topic]
        self.foreign.discard(row.key)
        self._settle(row.organization)

    def _settle(self, organization: str) -> None:
        rows = self._rows[organization]
        kept = [
            row for row in rows.values() if self._known.may_keep(writer_of(row.stamp.topic), row.level, organization)
        ]
        chosen = max(kept, key=lambda row: authority(writer_of(row.stamp.topic)), default=None)
        if chosen is None:
            self._places.pop(organization, None)
        else:
            self._places[organization] = chosen
        for row in rows.values():
            (self.foreign.discard if row is chosen else self.foreign.add)(row.key)

    def put_page(self, key: RecordKey) -> bool:
        """Applies a page and returns whether it counts."""
        source, page = key.part
        kind, writer = kind_of(source.topic), writer_of(source.topic)
        counts = self._counts(key.organization, kind, writer, dated=page.year != 0)
        (self.foreign.discard if counts else self.foreign.add)(key)
        return counts

    def drop_page(self, key: RecordKey) -> bool:
        """Removes a page and returns whether it has counted."""
        counted = key not in self.foreign
        self.foreign.discard(key)
        return counted

    def changes(self, pages: Iterable[RecordKey]) -> Iterator[tuple[RecordKey, bool]]:
        """Yields those of the pages that count now and did not (True), or no longer count (False)."""
        for key in pages:
            counted = key not in self.foreign
            if self.put_page(key) != counted:
                yield key, not counted

    def _counts(self, organization: str, kind: Topic, writer: EventWriter | None, *, dated: bool) -> bool:
        """Returns whether pages of this writer count: of a record those of its keeper, of matters and own records those of the host.

        Steps of the record have year 0, those of an own record a year of their own (`dated`).

        Until the place of an organization is known, its matters count, under itself alone.
        """
        place = self._places.get(organization)
        if kind is Topic.ORGANIZATIONS and not dated:
            return place is not None and writer_of(place.stamp.topic) == writer
        return place is None or self._known.may_host(writer, place.level, organization)
