"""The day a command takes effect: `on`, never in the future, never before the matter's previous step."""

from datetime import date, timedelta

from shared.domain.charter import Charter
from shared.domain.errors import invalid


def effective_day(on: date | None, *, today: date, since: date | None, since_title: str = "上一步骤") -> date:
    """The day a command takes effect; `since` is the day of the step before it."""
    day = on or today
    if day > today:
        raise invalid("on", day.isoformat(), f"不能晚于今天（{today.isoformat()}）")
    if since is not None and day < since:
        raise invalid("on", day.isoformat(), f"不能早于{since_title}的日期（{since.isoformat()}）")
    return day


def is_late(day: date, *, reason: str | None, today: date, charter: Charter) -> bool:
    """Whether the day is further back than the charter allows without a reason; a late day without one is refused."""
    if day >= today - timedelta(days=charter.backdating_days):
        return False
    if not (reason or "").strip():
        rule = f"补录{charter.backdating_days}天以前的事项，须填写补录原因"
        raise invalid("late_reason", reason, rule)
    return True
