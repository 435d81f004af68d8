"""The days that commands name: effective days and limits. Each has an earliest and a latest value."""

from datetime import date, timedelta

from shared.domain.calendar import add_months
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import LONGEST_MONTHS
from shared.domain.comparison import is_blank
from shared.domain.errors import invalid

FIRST_DAY = date(2000, 1, 1)
"""The earliest day for which a step is recorded, whatever the charter."""


def effective_day(
    on: date | None, *, today: date, since: date | None, since_title: str = "上一步骤", field: str = "on"
) -> date:
    """Returns the day a command takes effect; `since`: the day of the step before it, `field`: the name of the field with the day."""
    day = on or today
    if day > today:
        raise invalid(field, day.isoformat(), f"不能晚于今天（{today.isoformat()}）")
    if day < FIRST_DAY:
        raise invalid(field, day.isoformat(), f"不能早于{FIRST_DAY.isoformat()}")
    if since is not None and day < since:
        raise invalid(field, day.isoformat(), f"不能早于{since_title}的日期（{since.isoformat()}）")
    return day


def check_limit(field: str, limit: date, *, since: date, rule: str, today: date) -> None:
    """Refuses a limit before the day that sets it (`rule`: this reason in Chinese), or more than ten years ahead."""
    if limit < since:
        raise invalid(field, limit.isoformat(), f"{rule}（{since.isoformat()}）")
    latest = add_months(today, LONGEST_MONTHS)
    if limit > latest:
        raise invalid(field, limit.isoformat(), f"不能晚于{latest.isoformat()}（今天起{LONGEST_MONTHS // 12}年）")


def is_recorded_late(day: date, *, reason: str | None, today: date, charter: Charter) -> bool:
    """Returns whether the day is further back than the charter allows without a reason; refuses such a day without one."""
    if day >= today - timedelta(days=charter.backdating_days):
        return False
    if is_blank(reason or ""):
        rule = f"补录{charter.backdating_days}天以前的事项，须填写补录原因"
        raise invalid("late_reason", reason, rule)
    return True
