"""The appraisal of the handling units of a committee: read from its proposals of one year."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.appraisal.criteria import Criterion, Share, Shares, shares_of
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.tables import proposals
from shared.committee.units.queries import units_meant
from shared.domain.comparison import name_key


@dataclass(frozen=True, kw_only=True)
class AppraisedMatter:
    """A proposal, and what it gives to one unit."""

    id: str
    number: int
    title: str
    shares: Shares


@dataclass(kw_only=True)
class AppraisedUnit:
    """A unit with the proposals it is appraised by. `key`: its id in the register, or the comparison key of its name."""

    key: str
    name: str
    unit_class: str | None
    matters: list[AppraisedMatter] = field(default_factory=list)

    def share(self, criterion: Criterion) -> Share:
        total = Share()
        for matter in self.matters:
            total = total.plus(matter.shares.get(criterion, Share()))
        return total

    def score(self, weights: Mapping[Criterion, int], points: int) -> Fraction | None:
        """Returns the weighted mean of its shares, out of `points`; criteria without a base do not count; None without any."""
        shares = {criterion: self.share(criterion) for criterion in Criterion}
        counted = {criterion: share for criterion, share in shares.items() if share.denominator and weights[criterion]}
        whole = sum(weights[criterion] for criterion in counted)
        if not whole:
            return None
        reached = sum(Fraction(weights[each] * share.numerator, share.denominator) for each, share in counted.items())
        return reached * Fraction(points, whole)


async def appraised_units(
    connection: AsyncConnection, organization: str, year: int, *, today: date
) -> list[AppraisedUnit]:
    """Returns the units that the proposals of a year were assigned to, by name; a renamed unit is one unit, under its name of today."""
    found: dict[str, list[tuple[AppraisedMatter, str]]] = defaultdict(list)
    table = proposals.c
    query = select(table.id, table.number, table.title, table.state).where(
        table.organization == organization, table.year == year, table.assigned_on.is_not(None)
    )
    for row in await connection.execute(query.order_by(table.number)):
        for name, shares in shares_of(PROPOSALS.decode(row.state), today).items():
            if any(share.denominator for share in shares.values()):
                matter = AppraisedMatter(id=row.id, number=row.number, title=row.title, shares=shares)
                found[name_key(name)].append((matter, name))
    registered = await units_meant(connection, organization, list(found))
    units: dict[str, AppraisedUnit] = {}
    for key, matters in found.items():
        record = registered.get(key)
        unit = AppraisedUnit(
            key=record.id if record else key,
            name=record.name if record else matters[-1][1],
            unit_class=record.unit_class if record else None,
        )
        units.setdefault(unit.key, unit).matters.extend(matter for matter, _ in matters)
    return sorted(units.values(), key=lambda each: each.name)
