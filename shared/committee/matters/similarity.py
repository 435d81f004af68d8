"""Similar matters of one organization: the pairs of characters of their texts, weighted by how rare each is (TF-IDF).

The time is bounded: candidates are found by the rarest pairs alone, and a pair that many matters contain is counted up to a limit.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nlargest
from math import log, sqrt

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.matters.access import permit_reading
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.queries import visible_matters
from shared.committee.matters.record import AnyRow
from shared.committee.matters.repository import record_of, row_of
from shared.committee.matters.search import pairs_of
from shared.committee.matters.search_plan import gram_counts
from shared.committee.matters.search_tables import search_grams, search_keys
from shared.committee.relations import relation
from shared.storage.attributes import from_attributes
from shared.web.accounts import Account

SHOWN = 5
_MOST_PAIRS = 200
"""The pairs of a matter that are compared: the first ones, which are those of its title and of the begin of its content."""
_RAREST = 24
_COMMON = 500
"""A pair that more matters contain finds no candidates, and counts as if this many contained it."""
_CANDIDATES = 40


@dataclass(frozen=True, kw_only=True)
class SimilarMatter:
    """A similar matter. `percent`: 100 is the same text."""

    id: str
    year: int
    number: int
    title: str
    status: str
    status_title: str
    percent: int


@dataclass(frozen=True, kw_only=True)
class SimilarMatters:
    """The similar matters, the most similar first."""

    items: list[SimilarMatter]


async def similar_matters(context: ServiceContext, account: Account, kind: AnyKind, id: str) -> list[SimilarMatter]:
    """Returns the matters that resemble one, the most similar first; only those that the account may read."""
    async with context.service.reading() as connection:
        row = await row_of(connection, kind, id)
    tree, today = await context.directory.tree(), context.today()
    permit_reading(account, kind, record_of(kind, row), tree=tree, day=today)
    return await similar_to(context, account, kind, row)


async def similar_to(context: ServiceContext, account: Account, kind: AnyKind, row: AnyRow) -> list[SimilarMatter]:
    """Returns the same for the row of a matter that the account reads already."""
    id, organization = row.id, row.organization
    tree, today = await context.directory.tree(), context.today()
    charter = context.charters.on(today, organization)
    async with context.service.reading() as connection:
        key = await connection.scalar(select(search_keys.c.key).where(search_keys.c.matter == id)) or ""
        counts = await gram_counts(connection, kind, organization, pairs_of(key)[:_MOST_PAIRS], most=_COMMON)
        weights = await _weights(connection, organization, kind, counts)
        finding = {pair: weight for pair, weight in weights.items() if counts[pair] < _COMMON} or weights
        candidates = await _candidates(connection, organization, kind, finding)
        own = relation(account, organization, tree=tree, day=today)
        seen = visible_matters(account, kind, organization, relation=own, today=today).conditions()
        table = kind.table.c
        years = (table.year + 0).between(
            row.year - charter.similar_years, row.year
        )  # not by an index: the candidates are few
        query = (
            select(table.id, table.year, table.number, table.title, table.status, search_keys.c.key)
            .join(search_keys, search_keys.c.matter == table.id)
            .where(table.id.in_(candidates), table.id != id, years, *seen)
        )
        rows = (await connection.execute(query)).all()
    found = [(_similarity(weights, row.key), row) for row in rows]
    near = ((share, row) for share, row in found if share >= charter.similar_percent / 100)
    best = sorted(near, key=lambda each: (-each[0], -each[1].year, -each[1].number))[:SHOWN]
    return [
        from_attributes(SimilarMatter, row, status_title=kind.states(row.status).title_zh, percent=round(100 * share))
        for share, row in best
    ]


async def _weights(
    connection: AsyncConnection, organization: str, kind: AnyKind, counts: Mapping[str, int]
) -> dict[str, float]:
    """Returns the weight of each pair: the logarithm of how rare it is among the matters of the organization."""
    own = kind.table.c.organization == organization
    total = await connection.scalar(select(func.count()).select_from(kind.table).where(own)) or 0
    return {pair: log((total + 1) / count) for pair, count in counts.items() if 0 < count <= total}


async def _candidates(
    connection: AsyncConnection, organization: str, kind: AnyKind, weights: Mapping[str, float]
) -> list[str]:
    """Returns the ids of the matters that contain the most of the rarest pairs, the matter itself among them."""
    table, scores = search_grams.c, defaultdict[str, float](float)
    rarest = nlargest(_RAREST, weights, key=weights.__getitem__)
    here = (table.organization == organization) & (table.kind == kind.name) & table.gram.in_(rarest)
    some = select(table.gram, table.matter).where(here).limit(_RAREST * _COMMON).subquery().c
    query = select(some.gram, func.aggregate_strings(some.matter, " ")).group_by(some.gram).order_by(some.gram)
    for gram, ids in await connection.execute(query):  # a row for each pair, because thousands of rows take longer
        for matter in ids.split():
            scores[matter] += weights[gram]
    return nlargest(_CANDIDATES, scores, key=scores.__getitem__)


def _similarity(weights: Mapping[str, float], key: str) -> float:
    """Returns the cosine of the angle between two texts, from 0 to 1; pairs of the other text alone have the mean weight."""
    own = sum(weight**2 for weight in weights.values())
    others = set(pairs_of(key)[:_MOST_PAIRS])
    common = sum(weights[pair] ** 2 for pair in weights.keys() & others)
    if not common:
        return 0.0
    foreign = len(others - weights.keys()) * own / len(weights)
    return common / sqrt(own * (common + foreign))
