"""Dated flags that hold together."""

from collections.abc import Iterable
from datetime import date
from operator import itemgetter

Flags = Iterable[tuple[date, bool]]


def all_hold(*lists: Flags) -> list[tuple[date, bool]]:
    """Returns whether all of these dated flags are set, from each day on which one changes; a flag is unset before its first day."""
    dated = [(day, number, holds) for number, flags in enumerate(lists) for day, holds in flags]
    dated.sort(key=itemgetter(0))
    state = [False] * len(lists)
    together: list[tuple[date, bool]] = []
    for day, number, holds in dated:
        state[number] = holds
        together.append((day, all(state)))
    return together


def changes(flags: Flags) -> list[tuple[date, bool]]:
    """Returns the days on which a flag changes, without days that change nothing; of several entries of a day the last one is valid."""
    of_the_day = dict(flags)
    found: list[tuple[date, bool]] = []
    for day, holds in sorted(of_the_day.items()):
        if holds != (found[-1][1] if found else False):
            found.append((day, holds))
    return found
