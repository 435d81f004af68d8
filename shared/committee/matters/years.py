"""The years in which an organization has matters of a kind, read by one step of an index for each year."""

from sqlalchemy import Select, func, select

from shared.committee.matters.kind import AnyKind


def years_with_matters(kind: AnyKind, organization: str | None) -> Select[tuple[int]]:
    """Returns the query of the years, the newest first; a `DISTINCT` would read every matter of the organization."""
    first, earlier = kind.table.alias(), kind.table.alias()
    newest = select(func.max(first.c.year).label("year")).where(first.c.organization == organization)
    years = newest.cte("years", recursive=True)
    here = (earlier.c.organization == organization) & (earlier.c.year < years.c.year)
    before = select(func.max(earlier.c.year)).where(here).scalar_subquery()
    years = years.union_all(select(before).where(years.c.year.is_not(None)))
    return select(years.c.year).where(years.c.year.is_not(None)).order_by(years.c.year.desc())
