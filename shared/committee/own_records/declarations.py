"""The figures that the organizations of this service declare: their own records publish them without the source (decision 0119)."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Column, Date, Integer, String, Table, Text, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.declared import DeclaredFigure
from shared.storage.attributes import from_attributes
from shared.storage.columns import keys, required
from shared.storage.database import service_tables

own_declarations = Table(
    "own_declarations",
    service_tables,
    *keys(organization=String(32), year=Integer, measure=String(64)),
    *required(numerator=Integer, bound=String(16), as_of=Date, source=Text),
    Column("denominator", Integer),
)
"""A figure that an organization declares of a year, and the document it is taken from."""

_row = own_declarations.c


class SourcedDeclaration(NamedTuple):
    """A declared figure, and the document it is taken from."""

    figure: DeclaredFigure
    source: str


async def declarations_by(
    connection: AsyncConnection, organizations: Collection[str]
) -> dict[str, list[SourcedDeclaration]]:
    """Returns the declared figures of each of these organizations, by year and measure."""
    found: dict[str, list[SourcedDeclaration]] = {organization: [] for organization in organizations}
    query = select(own_declarations).where(_row.organization.in_(organizations)).order_by(_row.year, _row.measure)
    for row in await connection.execute(query):
        found[row.organization].append(SourcedDeclaration(from_attributes(DeclaredFigure, row), row.source))
    return found


async def put_declaration(
    connection: AsyncConnection, organization: str, year: int, measure: str, declared: SourcedDeclaration | None
) -> None:
    """Replaces the declared figure of a year and a measure; None removes it."""
    here = (_row.organization == organization) & (_row.year == year) & (_row.measure == measure)
    await connection.execute(delete(own_declarations).where(here))
    if declared is not None:
        row = {"organization": organization, "source": declared.source, **declared.figure._asdict()}
        await connection.execute(own_declarations.insert(), row)
