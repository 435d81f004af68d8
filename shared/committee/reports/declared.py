"""The figures that organizations declare, for their reports: beside the counted ones, and part of none of them (decision 0119)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from shared.committee.directory.key_ring import KeyRing
from shared.committee.reports.schemas import Declared, Report
from shared.measures.declared import DECLARABLE
from shared.measures.figures import Figure, value_of
from shared.storage.attributes import from_attributes


class CountedOrganization(NamedTuple):
    """An organization in a report, with its counted figures."""

    organization: str
    name: str
    figures: Sequence[Figure]


def declared_figures(
    counted: Iterable[CountedOrganization], keys: KeyRing, *, year: int, day: date, decimals: int
) -> Iterator[Declared]:
    """Yields what these organizations declare of the year, as far as it counts to a day not after `day`."""
    for organization, name, figures in counted:
        values = {each.measure: each.value for each in figures}
        for declared in keys.declared_by(organization):
            measure = DECLARABLE.get(declared.measure)
            if measure is None or declared.year != year or declared.as_of > day:
                continue
            yield from_attributes(
                Declared,
                declared,
                organization=organization,
                name=name,
                title=measure.title_zh,
                denominator_title=measure.denominator_title,
                value=value_of(measure.unit, declared.numerator, declared.denominator, decimals),
                unit=measure.unit,
                bound_title=declared.bound.title_zh,
                counted=values.get(measure.name),
            )


def own_declared(report: Report, measure: str = "") -> list[Declared]:
    """Returns what the organization of a report declares itself, of all measures or of one."""
    return [
        each for each in report.declared if each.organization == report.organization and measure in ("", each.measure)
    ]
