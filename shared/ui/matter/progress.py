"""The progress strip of a matter's page: the steps of its regular way, which are taken, which is the next one, and its days left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.committee.matters.layout import ProgressStep


@dataclass(frozen=True, kw_only=True)
class ProgressMark:
    """A step of the strip. `current`: the next step, or the last one of a matter that has ended; `days_left`: negative after the limit."""

    title: str
    day: date | None = None
    taken: bool = False
    current: bool = False
    days_left: int | None = None

    @property
    def note(self) -> str:
        """Returns what is written below the title: the days left, else the day; empty without both."""
        if self.days_left is None:
            return self.day.isoformat() if self.day else ""
        return f"已逾期{-self.days_left}天" if self.days_left < 0 else f"还有{self.days_left}天"


def progress(steps: Sequence[ProgressStep], view: Any, *, today: date) -> list[ProgressMark]:
    """Returns the marks of a matter; one that has left the regular way ends with its state after the steps that have a day."""
    status, steps = str(view.status), _of_stages(steps, view)
    following = next((number for number, each in enumerate(steps) if status in each.states), None)
    if following is not None:
        return list(_marks(steps, view, following, today))
    last = next((number for number, each in enumerate(steps) if status in each.reached), None)
    if last is not None:
        return [
            ProgressMark(title=each.title, day=_day(each, view), taken=True, current=number == last)
            for number, each in enumerate(steps[: last + 1])
        ]
    taken = [ProgressMark(title=each.title, day=day, taken=True) for each in steps if (day := _day(each, view))]
    return [*taken, ProgressMark(title=view.status_title, taken=True, current=True)] if steps else []


def _of_stages(steps: Sequence[ProgressStep], view: Any) -> Sequence[ProgressStep]:
    """Returns the steps without those whose stage the matter does not have."""
    found: list[ProgressStep] = []
    waiting: tuple[str, ...] = ()
    for each in steps:
        if not each.stage or each.stage in view.stages:
            found.append(each._replace(states=(*waiting, *each.states)))
            waiting = ()
        else:
            waiting = (*waiting, *each.states)
            found[-1] = found[-1]._replace(day=each.day or found[-1].day, reached=(*found[-1].reached, *each.reached))
    return found


def _marks(steps: Sequence[ProgressStep], view: Any, following: int, today: date) -> Iterator[ProgressMark]:
    limit: date | None = getattr(view, "limit", None)
    for number, each in enumerate(steps):
        current = number == following
        due = (limit - today).days if current and each.limited and limit else None
        day = _day(each, view) if number < following else None
        yield ProgressMark(title=each.title, day=day, taken=number < following, current=current, days_left=due)


def _day(step: ProgressStep, view: Any) -> date | None:
    return getattr(view, step.day) if step.day else None
