"""Limits as dated lists: the limit in force on a day, and the days on which an answer is overdue."""

from datetime import date, timedelta

from shared.contracts.dated import DatedLimit
from shared.measures.steps import FOREVER, Timeline

Spans = list[tuple[date, date]]
"""Spans of days [from, until), in order."""

_DAY = timedelta(days=1)


def due(limits: tuple[DatedLimit, ...], day: date) -> date:
    """Returns the limit in force on a day; `FOREVER` where none was set."""
    found = FOREVER
    for since, limit in limits:
        if since > day:
            break
        found = limit
    return found


def overdue(limits: tuple[DatedLimit, ...], waiting: Spans, counter: str) -> Timeline:
    """Returns the timeline of the counter: from the day after the limit in force, while an answer is awaited.

    A limit that is extended before it passes is never missed.
    """
    timeline: Timeline = []
    for begin, end in waiting:
        for index, (since, limit) in enumerate(limits):
            if limit >= end:
                continue
            until = min(end, limits[index + 1].day) if index + 1 < len(limits) else end
            late = max(begin, since, limit + _DAY)
            if late < until:
                timeline.append((late, counter))
                if until < FOREVER:
                    timeline.append((until, None))
    return timeline
