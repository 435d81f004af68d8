"""Which pages and place rows count: those from the topics of the services that host or keep their organizations (decision 0107).

The tally counts each topic by itself and does not know who may write about an organization; the rollup has the places of all of them.
"""

from collections.abc import Iterator

from shared.contracts.pages import PlaceRow, TallyPage
from shared.contracts.topics import Topic, kind_of, writer_of
from shared.contracts.writers import EventWriter, Writers, authority


class PageWriters:
    """The place rows by organization and topic, and the keys of the pages by organization. `foreign`: keys of what does not count."""

    def __init__(self, writers: Writers) -> None:
        self._known = writers
        self.foreign: set[bytes] = set()
        self._rows: dict[str, dict[str, PlaceRow]] = {}
        self._places: dict[str, PlaceRow] = {}
        self._pages: dict[str, list[bytes]] = {}

    def place(self, organization: str) -> PlaceRow | None:
        """Returns the row that counts: that of the highest writer that keeps organizations of this level; None without any."""
        return self._places.get(organization)

    def put_row(self, row: PlaceRow) -> None:
        """Applies a place row; afterwards pages of the organization may count that did not, and the other way round."""
        self._rows.setdefault(row.organization, {})[row.stamp.topic] = row
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

    def put_page(self, key: bytes, page: TallyPage, *, is_new: bool = True) -> bool:
        """Applies a page and returns whether it counts. `is_new`: no page has had this key, or the last one was dropped."""
        if is_new:
            self._pages.setdefault(page.organization, []).append(key)
        return self._note(key, page.organization, page.stamp.topic)

    def drop_page(self, key: bytes, organization: str) -> None:
        """Removes a page."""
        self._pages[organization].remove(key)
        self.foreign.discard(key)

    def changes(self, organization: str) -> Iterator[tuple[bytes, bool]]:
        """Yields the pages that count now and did not (True), or no longer count (False)."""
        for key in self._pages.get(organization, ()):
            counted = key not in self.foreign
            if self._note(key, organization, _topic_in(key)) != counted:
                yield key, not counted

    def _note(self, key: bytes, organization: str, topic: str) -> bool:
        counts = self._counts(organization, kind_of(topic), writer_of(topic), dated=_is_dated(key))
        (self.foreign.discard if counts else self.foreign.add)(key)
        return counts

    def _counts(self, organization: str, kind: Topic, writer: EventWriter | None, *, dated: bool) -> bool:
        """Returns whether pages of this writer count: of a record those of its keeper, of matters and own records those of the host.

        Steps of the record have year 0, those of an own record a year of their own (`dated`).

        Until the place of an organization is known, its matters count, under itself alone.
        """
        place = self._places.get(organization)
        if kind is Topic.ORGANIZATIONS and not dated:
            return place is not None and writer_of(place.stamp.topic) == writer
        return place is None or self._known.may_host(writer, place.level, organization)


def _is_dated(key: bytes) -> bool:
    """Returns whether the page with this key (`<organization>/<year>/…`) is of a year."""
    return key.split(b"/", 2)[1] != b"0"


def _topic_in(key: bytes) -> str:
    """Returns the topic in the key of a page: `…/<topic>/<partition>`."""
    return key.rsplit(b"/", 2)[1].decode()
