"""Response bodies of the cadence of an organization."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.domain.cadence import RuleResult
from shared.measures.rates import percent
from shared.storage.attributes import from_attributes


@dataclass(frozen=True, kw_only=True)
class RuleView:
    """A rule of the charter in a year. `held`: at most those expected in each period; `beyond`: further ones.

    `missed`: what ended periods lack; `next_due`: the last day of the first open period that is not complete.
    """

    title: str
    description: str
    expected: int
    held: int
    beyond: int
    missed: int
    next_due: date | None


@dataclass(frozen=True, kw_only=True)
class CadenceReport:
    """The activities that the charter expects of an organization in a year, and those held. `cadence_met`: held of expected, in percent."""

    organization: str
    year: int
    as_of: date
    expected: int
    held: int
    missed: int
    cadence_met: Decimal | None
    rules: list[RuleView]


def cadence_report(organization: str, results: tuple[RuleResult, ...], *, year: int, as_of: date) -> CadenceReport:
    """Returns the report on the results of all rules."""
    rules = [
        from_attributes(
            RuleView,
            each,
            title=each.rule.title,
            description=each.rule.description,
            expected=each.rule.expected,
        )
        for each in results
    ]
    expected, held = sum(each.expected for each in rules), sum(each.held for each in rules)
    return CadenceReport(
        organization=organization,
        year=year,
        as_of=as_of,
        expected=expected,
        held=held,
        missed=sum(each.missed for each in rules),
        cadence_met=percent(held, expected),
        rules=rules,
    )
