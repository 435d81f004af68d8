"""Limits as dated lists: which one is in force on a day, and when waiting for an answer is overdue."""

from datetime import date, timedelta

from shared.contracts.dated import DatedLimit
from shared.measures.steps import FOREVER, Timeline

Spans = list[tuple[date, date]]
"""Days [from, until), in order."""

_DAY = timedelta(days=1)


def due(limits: tuple[DatedLimit, ...], day: date) -> date:
    """The limit in force on a day; where none was set, none can be missed."""
    found = FOREVER
    for since, limit in limits:
        if since > day:
            break
        found = limit
    return found


def overdue(limits: tuple[DatedLimit, ...], waiting: Spans, counter: str) -> Timeline:
    """The counter from the day after the limit in force, while an answer is awaited. A limit extended in time never passes."""
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
