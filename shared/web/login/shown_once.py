"""Values that a page shows once after a redirect: generated passwords, and errors of forms with passwords. In memory, never on disk."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from shared.contracts.vocabulary import Role

T = TypeVar("T")

SECONDS = 300.0
MOST = 1000
"""The maximum number of values; a further one replaces the oldest."""


@dataclass(frozen=True)
class MadeAccount:
    """A new account as it is handed out once. `holder`: the name of its member or unit; `password`: its first password."""

    holder: str
    role: Role
    account: str
    password: str = field(repr=False)


class ShownOnce(Generic[T]):
    """The values of a process, by account and path. `clock`: a monotonic clock, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._values: OrderedDict[tuple[str, str], tuple[float, T]] = OrderedDict()

    def put(self, account: str, path: str, value: T) -> None:
        """Stores a value for the next page that this account opens at this path, instead of an earlier one."""
        self._values.pop((account, path), None)
        self._values[account, path] = self._clock(), value
        if len(self._values) > MOST:
            self._values.popitem(last=False)

    def take(self, account: str, path: str) -> T | None:
        """Returns the value and removes it; None when there is none or it is older than `SECONDS`."""
        oldest = self._clock() - SECONDS
        for key, (since, _) in list(self._values.items()):  # in the order in which they were put
            if since > oldest:
                break
            del self._values[key]
        found = self._values.pop((account, path), None)
        return None if found is None else found[1]
