"""Columns that an export has besides those of the list: of proposals, the proposers and the handling units."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.record import AnyRow
from shared.committee.tables import matter_texts as texts_table
from shared.committee.workbooks.table import Cell, TableColumn
from shared.contracts.vocabulary import HandlingRole


def _no_cells(_row: AnyRow, _texts: Sequence[str]) -> Sequence[Cell]:
    return ()


@dataclass(frozen=True, kw_only=True)
class FurtherColumns:
    """The further columns of a kind. `text`: the name of the text that `cells` takes besides the row, oldest version first."""

    columns: Sequence[TableColumn] = ()
    cells: Callable[[AnyRow, Sequence[str]], Sequence[Cell]] = _no_cells
    text: str | None = None
    needs_state: bool = False

    async def texts(self, connection: AsyncConnection, ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Returns the versions of the text of each of these matters, the oldest first."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        if self.text is None:
            return found
        table = texts_table.c
        query = select(table.matter, table.text).where(table.matter.in_(ids), table.name == self.text)
        for row in await connection.execute(query.order_by(table.matter, table.sequence)):
            found[row.matter].append(row.text)
        return found


def _of_proposal(row: AnyRow, texts: Sequence[str]) -> Sequence[Cell]:
    """Returns the proposers, the units that reply, and those that assist."""
    proposers = matter_texts.listed({"proposers": texts[-1]}, "proposers") if texts else []
    in_force = [each for each in PROPOSALS.decode(row.state).assignments if each.in_force]
    replying = [each.unit for each in in_force if each.role is not HandlingRole.CO]
    assisting = [each.unit for each in in_force if each.role is HandlingRole.CO]
    return proposers, replying, assisting


FURTHER: Mapping[str, FurtherColumns] = {
    PROPOSALS.name: FurtherColumns(
        columns=(
            TableColumn(title="提案人", width=20, wrapped=True),
            TableColumn(title="承办单位", width=24, wrapped=True),
            TableColumn(title="会办单位", width=24, wrapped=True),
        ),
        cells=_of_proposal,
        text="proposers",
        needs_state=True,
    )
}
"""Kind -> its further columns."""
