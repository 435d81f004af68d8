"""Cadence: how many activities the charter expects of an organization in a year, and which of them took place.

[[places.520600.cadence]] of a charter is a rule: 铜仁 holds one meeting of the mayor with members a year, one consultation of the standing
committee a quarter and one of a committee or a sector a month, together 17 (21 where a quarterly pair counts as two).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shared.contracts.consultation_vocabulary import ActivityClass, ActivityForm, HeldBy
from shared.contracts.dated_bodies import RuleCadence, YearCadence
from shared.contracts.periods import HALVES, MONTHS, QUARTERS, YEAR, Period
from shared.contracts.titled import Titled


class Every(Titled):
    """The period in which a rule expects its activities."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF_YEAR = "half_year", "每半年"
    YEAR = "year", "每年"


_PERIODS = {Every.MONTH: MONTHS, Every.QUARTER: QUARTERS, Every.HALF_YEAR: HALVES, Every.YEAR: (YEAR,)}


class HeldActivity(NamedTuple):
    """An activity that was held, as rules distinguish it."""

    day: date
    activity: ActivityClass
    form: ActivityForm | None
    held_by: HeldBy | None


@dataclass(frozen=True, kw_only=True)
class CadenceRule:
    """A rule: `count` activities in every period. `months`: if given, each of these months is a period instead.

    `activities`, `forms`, `held_by`: which activities count; of forms and bodies, none named means any.
    """

    title: str
    count: int = 1
    every: Every = Every.YEAR
    months: tuple[int, ...] = ()
    activities: tuple[ActivityClass, ...] = (ActivityClass.CONSULTATION,)
    forms: tuple[ActivityForm, ...] = ()
    held_by: tuple[HeldBy, ...] = ()

    @property
    def periods(self) -> tuple[Period, ...]:
        """Returns the periods of a year in which the rule expects its activities."""
        return tuple(MONTHS[month - 1] for month in self.months) or _PERIODS[self.every]

    @property
    def expected(self) -> int:
        """Returns the number of activities that the rule expects in a year."""
        return self.count * len(self.periods)

    @property
    def description(self) -> str:
        """Returns the period and the count in words: `每季度2次`."""
        if self.months:
            return f"每年{'、'.join(map(str, self.months))}月各{self.count}次"
        return f"{self.every.title_zh}{self.count}次"

    def counts(self, held: HeldActivity) -> bool:
        """Returns whether the rule counts an activity, by class, form and body."""
        return (
            held.activity in self.activities
            and (not self.forms or held.form in self.forms)
            and (not self.held_by or held.held_by in self.held_by)
        )


@dataclass(frozen=True, kw_only=True)
class RuleResult:
    """What became of a rule in a year, up to a day.

    `days`: of the activities that count, at most those expected in each period (`held`: their number); `beyond`: the others that the rule
    would count; `missed`: what periods that have ended lack; `next_due`: the last day of the first open period that is not complete, if
    there is one.
    """

    rule: CadenceRule
    days: tuple[date, ...]
    beyond: int
    missed: int
    next_due: date | None

    @property
    def held(self) -> int:
        return len(self.days)


def year_cadence(rules: Sequence[CadenceRule], held: Iterable[HeldActivity], year: int) -> YearCadence:
    """Returns what the rules expect in a year and the days of the activities that count, in order, together and by rule."""
    results = cadence_of(rules, held, year=year, day=date(year, 12, 31))
    days = sorted(day for result in results for day in result.days)
    by_rule = (RuleCadence(each.rule.title, each.rule.expected, tuple(sorted(each.days))) for each in results)
    return YearCadence(year, sum(rule.expected for rule in rules), tuple(days), tuple(by_rule))


def cadence_of(
    rules: Sequence[CadenceRule], held: Iterable[HeldActivity], *, year: int, day: date
) -> tuple[RuleResult, ...]:
    """Returns the result of each rule in a year, as known on a day. An activity counts for the first rule that counts it."""
    counted: dict[int, list[date]] = {number: [] for number in range(len(rules))}
    for each in held:
        number = next((number for number, rule in enumerate(rules) if rule.counts(each)), None)
        if number is not None and each.day.year == year and each.day <= day:
            counted[number].append(each.day)
    return tuple(_result(rule, counted[number], year=year, day=day) for number, rule in enumerate(rules))


def _result(rule: CadenceRule, days: Sequence[date], *, year: int, day: date) -> RuleResult:
    counted, missed, next_due = list[date](), 0, None
    for period in rule.periods:
        within = sorted(each for each in days if period.begin <= each.month < period.end)[: rule.count]
        counted += within
        if period.last(year) < day:
            missed += rule.count - len(within)
        elif len(within) < rule.count and next_due is None:
            next_due = period.last(year)
    return RuleResult(rule=rule, days=tuple(counted), beyond=len(days) - len(counted), missed=missed, next_due=next_due)
