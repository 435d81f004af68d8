"""What is doubtful about the limits that commands name: days on which nobody works."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.entered_holidays import calendar_of, entered_years
from shared.domain.calendar import estimate_note
from shared.domain.command import Command

_LIMITS: Mapping[str, str] = {"limit": "办理期限", "until": "延期至", "reply_by": "回复期限"}
"""Field with a limit -> its title."""


async def doubtful_limits(connection: AsyncConnection, command: Command) -> list[str]:
    """Returns, in Chinese, which limits of a command are no working days. A typed limit is kept, because a letter may have printed it."""
    typed = {title: getattr(command, field, None) for field, title in _LIMITS.items()}
    given = {title: day for title, day in typed.items() if isinstance(day, date)}
    if not given:
        return []
    calendar, doubts = calendar_of(await entered_years(connection)), []
    for title, day in given.items():
        if not calendar.is_working_day(day):
            after = calendar.add_working_days(day, 1)
            note = estimate_note(calendar.unknown_years(day, after))
            following = f"下一个工作日是{after.isoformat()}{f'（{note}）' if note else ''}"
            doubts.append(f"{title}{day.isoformat()}是休息日，{following}。")
    return doubts
