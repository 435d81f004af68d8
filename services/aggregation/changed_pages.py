"""The pages to publish, by organization: those of one organization are published together, so that a reader finds its state in memory."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

PartT = TypeVar("PartT")


class ChangedPages(Generic[PartT]):
    """Of some organizations single pages, of others all, taken in the order in which the organizations were added.

    `pages`: returns all pages of an organization.
    """

    def __init__(self, pages: Callable[[str], Iterable[PartT]]) -> None:
        self._pages = pages
        self._changed: OrderedDict[str, set[PartT] | None] = OrderedDict()  # None: all pages

    def __bool__(self) -> bool:
        return bool(self._changed)

    def add(self, organization: str, page: PartT) -> None:
        """Adds a page of an organization."""
        pages = self._changed.setdefault(organization, set())
        if pages is not None:
            pages.add(page)

    def add_all(self, organizations: Iterable[str]) -> None:
        """Adds all pages that these organizations have when they are taken."""
        for organization in sorted(organizations):
            self._changed[organization] = None

    def take(self, limit: int) -> list[tuple[str, PartT]]:
        """Removes pages and returns them: those of the organization with which they reach `limit` are the last."""
        taken: list[tuple[str, PartT]] = []
        while self._changed and len(taken) < limit:
            organization, pages = self._changed.popitem(last=False)
            taken += [(organization, page) for page in (self._pages(organization) if pages is None else pages)]
        return taken

    def clear(self) -> None:
        """Removes all pages."""
        self._changed.clear()
