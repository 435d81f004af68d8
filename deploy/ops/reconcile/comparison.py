"""The comparison of reported figures with recomputed ones."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from deploy.ops.reconcile.derived import FigureKey, Figures, value_on


class FigureDifference(NamedTuple):
    """A figure that differs from this day until the next change. `where`: the source of the reported value."""

    where: str
    figure: FigureKey
    day: date
    reported: float | None
    recomputed: float | None

    def __str__(self) -> str:
        figure = self.figure
        return (
            f"{figure.organization}  {figure.counter}（{figure.scope}）  {figure.year or '—'}  {self.day}  "
            f"{self.where} {_shown(self.reported)}  重算 {_shown(self.recomputed)}"
        )


def _shown(value: float | None) -> str:
    return "–" if value is None else str(value)


def differences(where: str, reported: Figures, recomputed: Figures) -> Iterator[FigureDifference]:
    """Yields the first day of each figure on which the two values differ."""
    for figure in sorted(reported.keys() | recomputed.keys()):
        ours, theirs = recomputed.get(figure, []), reported.get(figure, [])
        if ours == theirs:
            continue
        for day in sorted({day for day, _ in (*ours, *theirs)}):
            if (found := value_on(theirs, day)) != (wanted := value_on(ours, day)):
                yield FigureDifference(where, figure, day, found, wanted)
                break
