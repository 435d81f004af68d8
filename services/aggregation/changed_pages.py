"""The pages to publish, by organization: those of one organization are published together, so that a reader finds its state in memory."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

PartT = TypeVar("PartT")


class ChangedPages(Generic[PartT]):
    """Of some organizations single pages, of others all. `pages`: returns all pages of an organization."""

    def __init__(self, pages: Callable[[str], Iterable[PartT]]) -> None:
        self._pages = pages
        self._some: dict[str, set[PartT]] = {}
        self._all: dict[str, None] = {}

    def __bool__(self) -> bool:
        return bool(self._some or self._all)

    def add(self, organization: str, page: PartT) -> None:
        """Adds a page of an organization."""
        if organization not in self._all:
            self._some.setdefault(organization, set()).add(page)

    def add_all(self, organizations: Iterable[str]) -> None:
        """Adds all pages that these organizations have when they are taken."""
        for organization in sorted(organizations):
            self._all[organization] = None
            self._some.pop(organization, None)

    def take(self, limit: int) -> list[tuple[str, PartT]]:
        """Removes pages and returns them: those of the organization with which they reach `limit` are the last."""
        taken: list[tuple[str, PartT]] = []
        while self and len(taken) < limit:
            if self._some:
                organization, pages = self._some.popitem()
                taken += [(organization, page) for page in pages]
            else:
                organization, _ = self._all.popitem()
                taken += [(organization, page) for page in self._pages(organization)]
        return taken

    def clear(self) -> None:
        """Removes all pages."""
        self._some.clear()
        self._all.clear()
