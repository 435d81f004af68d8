"""Some of many at a time."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")


def take_some(waiting: set[KeyT], limit: int) -> list[KeyT]:
    """At most so many; they are no longer waiting."""
    return [waiting.pop() for _ in range(min(limit, len(waiting)))]


class RoundRobin(Generic[KeyT]):
    """Goes round all keys again and again; `keys` are asked for at the beginning of each round."""

    def __init__(self, keys: Callable[[], Iterable[KeyT]]) -> None:
        self._keys = keys
        self._waiting: list[KeyT] = []
        self._owed = 0.0
        self._size = 0

    def next(self, share: float) -> list[KeyT]:
        """The next so many of a round; small shares add up."""
        if not self._waiting:
            self._waiting = list(self._keys())
            self._size = len(self._waiting)
        self._owed += share * self._size
        count = int(self._owed)
        self._owed -= count
        turn, self._waiting = self._waiting[:count], self._waiting[count:]
        return turn
