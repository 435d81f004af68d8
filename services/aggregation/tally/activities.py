"""What makes a township active: its activities by day, all of its matters together."""

from collections.abc import Iterable
from datetime import date

from shared.measures.consultations import Activity
from shared.measures.indicators import indicators_of, periods
from shared.measures.steps import Step

_Amounts = dict[tuple[str, int, date], int]


class Activities:
    """Of each organization, indicator and year: how many activities were held on each day."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, str, int], dict[date, int]] = {}

    def replace(self, organization: str, gone: Activity | None, come: Activity | None) -> list[Step]:
        """One activity in the place of another; what that changes of the indicators."""
        amounts: _Amounts = {}
        if gone != come:
            for activity, n in ((gone, -1), (come, 1)):
                if activity is not None:
                    for indicator in indicators_of(activity.activity):
                        self._add(organization, indicator, activity.day, n, amounts)
        return [(counter, year, day, amount) for (counter, year, day), amount in amounts.items() if amount]

    def _add(self, organization: str, indicator: str, day: date, n: int, amounts: _Amounts) -> None:
        """Only a day on which there was nothing before, or is nothing now, can make a difference; only to its own year."""
        days = self._days.setdefault((organization, indicator, day.year), {})
        count = days.get(day, 0)
        if count and count + n:
            days[day] = count + n
            return
        _put(amounts, indicator, days, -1)
        if count:
            del days[day]
        else:
            days[day] = n
        _put(amounts, indicator, days, 1)


def _put(amounts: _Amounts, indicator: str, days: Iterable[date], sign: int) -> None:
    for suffix, year, day, amount in periods(days):
        key = (indicator + suffix, year, day)
        amounts[key] = amounts.get(key, 0) + sign * amount
