"""Selection of a limited number of keys from many."""

from collections.abc import Callable, Iterable
from heapq import nsmallest
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")


def take_some(waiting: set[KeyT], limit: int) -> list[KeyT]:
    """Removes at most `limit` keys from `waiting` and returns them."""
    return [waiting.pop() for _ in range(min(limit, len(waiting)))]


def take_first(waiting: set[str], limit: int) -> list[str]:
    """Removes the first `limit` keys in alphabetical order from `waiting` and returns them."""
    first = nsmallest(limit, waiting)
    waiting.difference_update(first)
    return first


class RoundRobin(Generic[KeyT]):
    """An endless rotation over all keys; `keys` is called at the beginning of each round."""

    def __init__(self, keys: Callable[[], Iterable[KeyT]]) -> None:
        self._keys = keys
        self._waiting: list[KeyT] = []
        self._owed = 0.0
        self._size = 0

    def next(self, share: float) -> list[KeyT]:
        """Returns the next `share` (0 to 1) of the keys of a round; fractions of a key add up over calls."""
        if not self._waiting:
            self._waiting = list(self._keys())
            self._size = len(self._waiting)
        self._owed += share * self._size
        count = int(self._owed)
        self._owed -= count
        selected, self._waiting = self._waiting[:count], self._waiting[count:]
        return selected
