"""Further filters of a list: by a possible command, a unit that handles a matter, the name of a proposer, the days of its limit."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import ColumnElement, Select, select

from shared.committee.matters.kind import AnyKind
from shared.committee.matters.search import Lookup, matching
from shared.committee.tables import UnitPart, matter_texts, matter_units
from shared.domain.comparison import name_key
from shared.domain.lines import LONGEST_LINE

_Line = Annotated[str | None, Field(max_length=LONGEST_LINE)]


def narrowing_fields(kind: AnyKind) -> dict[str, Any]:
    """Returns the fields of the query of a kind that `narrowed` reads: those for which its matters have data."""
    fields: dict[str, Any] = {
        "step": (Annotated[str | None, Field(max_length=40, description="命令，如approve")], None)
    }
    if kind.has_units:
        fields["unit"] = (_Line, None)
    if kind.proposed:
        fields["proposer"] = (_Line, None)
    if kind.has_limits:
        fields["due_within"] = (Annotated[int | None, Field(ge=0, le=366)], None)
        fields["limit_from"] = (date | None, None)
        fields["limit_until"] = (date | None, None)
    if "opinion_call" in kind.table.c:
        fields["opinion_call"] = (_Line, None)
    return fields


def narrowed(
    kind: AnyKind, organization: str, query: object, today: date, lookup: Callable[[str], Lookup]
) -> Iterator[ColumnElement[bool]]:
    """Yields the conditions of the fields of `narrowing_fields` that a query contains. `lookup`: of the words of a name."""
    table, step = kind.table.c, getattr(query, "step", None)
    if step is not None:
        yield table.status.in_([str(state) for state in kind.transitions.table.get(step, {})])
    unit, proposer = getattr(query, "unit", None), getattr(query, "proposer", None)
    if unit and unit.strip():
        yield table.id.in_(handled_by(unit))
    if proposer and proposer.strip():
        yield from _proposed_by(kind, organization, proposer.strip(), lookup)
    call: str | None = getattr(query, "opinion_call", None)
    if call is not None:
        yield table.opinion_call == call
    within: int | None = getattr(query, "due_within", None)
    if within is not None:
        yield kind.overdue(today + timedelta(days=within + 1))
        yield table.limit_on >= today
    since, until = getattr(query, "limit_from", None), getattr(query, "limit_until", None)
    if since is not None:
        yield table.limit_on >= since
    if until is not None:
        yield table.limit_on <= until


def handled_by(unit: str) -> Select[tuple[str]]:
    """Returns the query of the ids of the matters that a unit handles."""
    table = matter_units.c
    return select(table.matter).where(table.unit == name_key(unit), table.part == UnitPart.HANDLER)


def _proposed_by(
    kind: AnyKind, organization: str, name: str, lookup: Callable[[str], Lookup]
) -> Iterator[ColumnElement[bool]]:
    """Yields the conditions that one of the proposers has this name or part of a name; the search index finds the candidates."""
    yield from matching(kind, organization, name, lookup)
    texts = matter_texts.c
    written = json.dumps(name, ensure_ascii=False)[1:-1]
    named = select(texts.matter).where(
        texts.matter == kind.table.c.id, texts.name == "proposers", texts.text.contains(written, autoescape=True)
    )
    yield named.exists()
