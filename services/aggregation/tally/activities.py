"""What makes a township active: its activities by day, all of its matters together."""

from datetime import date

from shared.measures.consultations import Activity
from shared.measures.indicators import indicators_of, periods
from shared.measures.steps import Step, merged


class Activities:
    """Of each organization, indicator and year: how many activities were held on each day."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, str, int], dict[date, int]] = {}

    def replace(self, organization: str, gone: Activity | None, come: Activity | None) -> list[Step]:
        """One activity in the place of another; what that changes of the indicators."""
        steps: list[Step] = []
        if gone != come:
            for activity, n in ((gone, -1), (come, 1)):
                if activity is not None:
                    for indicator in indicators_of(activity.activity):
                        steps += self._add(organization, indicator, activity.day, n)
        return merged(steps)

    def _add(self, organization: str, indicator: str, day: date, n: int) -> list[Step]:
        """Only a day on which there was nothing before, or is nothing now, can make a difference; only to its own year."""
        days = self._days.setdefault((organization, indicator, day.year), {})
        count = days.get(day, 0)
        if count and count + n:
            days[day] = count + n
            return []
        before = periods(days)
        if count:
            del days[day]
        else:
            days[day] = n
        return [
            (indicator + suffix, year, at, sign * amount)
            for sign, some in ((-1, before), (1, periods(days)))
            for suffix, year, at, amount in some
        ]
