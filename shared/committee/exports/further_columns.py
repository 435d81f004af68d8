"""Columns that an export has besides those of the list: names of people and units, and texts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.committee.kinds.consultations.kind import CONSULTATIONS
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.kinds.platforms.kind import PLATFORMS
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matter_texts import TextsBySequence, newest, newest_list
from shared.committee.matters.record import AnyRow
from shared.committee.workbooks.table import Cell, TableColumn
from shared.contracts.vocabulary import HandlingRole


def _no_cells(_row: AnyRow, _texts: TextsBySequence) -> Sequence[Cell]:
    return ()


@dataclass(frozen=True, kw_only=True)
class FurtherColumns:
    """The further columns of a kind. `texts`: the names of the texts that `cells` takes besides the row."""

    columns: Sequence[TableColumn] = ()
    cells: Callable[[AnyRow, TextsBySequence], Sequence[Cell]] = _no_cells
    texts: tuple[str, ...] = ()
    needs_state: bool = False


def _of_proposal(row: AnyRow, texts: TextsBySequence) -> Sequence[Cell]:
    """Returns the proposers, the units that reply, and those that assist."""
    in_force = [each for each in PROPOSALS.decode(row.state).assignments if each.in_force]
    replying = [each.unit for each in in_force if each.role is not HandlingRole.CO]
    assisting = [each.unit for each in in_force if each.role is HandlingRole.CO]
    return newest_list(texts, "proposers"), replying, assisting


def _of_opinion(row: AnyRow, texts: TextsBySequence) -> Sequence[Cell]:
    """Returns the authors, and the units that the report was referred to."""
    return newest_list(texts, "authors"), [each.unit for each in OPINIONS.decode(row.state).referrals]


def _of_consultation(_row: AnyRow, texts: TextsBySequence) -> Sequence[Cell]:
    """Returns the venue and the suggestions."""
    return newest(texts, "venue"), newest_list(texts, "suggestions")


def _of_platform(_row: AnyRow, texts: TextsBySequence) -> Sequence[Cell]:
    """Returns the head, the deputies and the address."""
    return newest(texts, "head"), newest_list(texts, "deputies"), newest(texts, "address")


def _columns(*titles: str) -> Sequence[TableColumn]:
    return [TableColumn(title=title, width=22, wrapped=True) for title in titles]


FURTHER: Mapping[str, FurtherColumns] = {
    PROPOSALS.name: FurtherColumns(
        columns=_columns("提案人", "承办单位", "会办单位"), cells=_of_proposal, texts=("proposers",), needs_state=True
    ),
    OPINIONS.name: FurtherColumns(
        columns=_columns("撰稿人", "转办单位"), cells=_of_opinion, texts=("authors",), needs_state=True
    ),
    CONSULTATIONS.name: FurtherColumns(
        columns=_columns("地点", "意见建议"), cells=_of_consultation, texts=("venue", "suggestions")
    ),
    PLATFORMS.name: FurtherColumns(
        columns=_columns("负责人", "副职", "地址"), cells=_of_platform, texts=("head", "deputies", "address")
    ),
}
"""Kind -> its further columns."""
