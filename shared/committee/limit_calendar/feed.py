"""The limits of an account as an iCalendar file: an event for each limit, for the whole day, without any text but number and title.

The title of a matter of a restricted kind is left out, because calendar programs store what they read elsewhere.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from shared.committee.limit_calendar.open_limit import OpenLimit
from shared.domain.comparison import name_key

MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_file(limits: Iterable[OpenLimit], name: str, today: date) -> bytes:
    """Returns the file, the same all day unless a limit changes. `name`: the name of the calendar."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lianxi//Limits//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for each in limits:
        calendar.add_component(_event(each, today))
    file: bytes = calendar.to_ical()
    return file


def uid_of(limit: OpenLimit) -> str:
    """Returns the id of an event, which stays when its limit is extended: a calendar then moves the event."""
    due = name_key(limit.unit) or limit.what.partition("（")[0]  # the count of missing comments in brackets changes
    return f"{limit.matter}-{sha256(due.encode()).hexdigest()[:12]}@lianxi"


def _event(limit: OpenLimit, today: date) -> Event:
    event = Event()
    event.add("uid", uid_of(limit))
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("sequence", limit.sequence)
    event.add("dtstart", limit.limit)
    event.add("dtend", limit.limit + timedelta(days=1))
    late = "（已逾期）" if limit.is_overdue(today) else ""
    title = "" if limit.restricted else f" {limit.title}"
    event.add("summary", f"{late}{limit.what}到期：{limit.number}{title}")
    event.add("transp", "TRANSPARENT")
    return event
