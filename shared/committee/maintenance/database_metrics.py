"""Metrics from the databases: matters by state, overdue matters, townships with a body, and the last reconcile."""

import math
from asyncio import Event
from collections import defaultdict
from contextlib import suppress
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from shared.committee.context import ServiceContext
from shared.committee.directory.dated import holds_on
from shared.committee.directory.tree import OrganizationTree
from shared.committee.kinds.catalogue import KINDS
from shared.committee.maintenance.reconcile_result import newest
from shared.committee.matters.kind import AnyKind
from shared.contracts.vocabulary import Level
from shared.messaging.service_task import pause
from shared.telemetry import metrics

EVERY_SECONDS = 15.0


class DatabaseMetrics:
    """Updates the metrics every `EVERY_SECONDS` while the service runs. `level`: the service's name."""

    def __init__(self, level: str, context: ServiceContext) -> None:
        self.level = level
        self.context = context

    async def run(self, stop: Event) -> None:
        while not stop.is_set():
            with suppress(SQLAlchemyError):  # a lost database shows in requests, and the next update comes soon
                await self.update()
            await pause(EVERY_SECONDS, stop)

    async def update(self) -> None:
        """Updates every metric once."""
        today = self.context.today()
        for kind in KINDS:
            await self._count(kind, today)
        for city, ratio in covered(await self.context.directory.tree(), today).items():
            if self.context.hosts(city, Level.CITY):
                metrics.bodies_established_ratio.labels(city).set(ratio)
        async with self.context.read.reading() as connection:
            found = await newest(connection)
        metrics.reconcile_differences.set(math.nan if found is None else found.differences)
        metrics.reconcile_age_seconds.set(
            math.inf if found is None else max(0.0, (self.context.now() - found.at).total_seconds())
        )

    async def _count(self, kind: AnyKind, today: date) -> None:
        status = kind.table.c.status
        async with self.context.service.reading() as connection:
            rows = await connection.execute(select(status, func.count().label("number")).group_by(status))
            counts = {row.status: row.number for row in rows}
            if kind.has_limits:
                overdue = select(func.count()).select_from(kind.table).where(kind.overdue(today))
                metrics.overdue.labels(self.level, kind.name).set(await connection.scalar(overdue) or 0)
        for state in kind.states:
            metrics.matters.labels(self.level, kind.name, str(state)).set(counts.get(str(state), 0))


def covered(tree: OrganizationTree, day: date) -> dict[str, float]:
    """Returns, by city, the share of its townships on the roster of the day that have a body."""
    townships: defaultdict[str, list[bool]] = defaultdict(list)
    for key in tree:
        facts = tree.facts(key)
        if facts.level is Level.TOWNSHIP and tree.on_roster(key, day):
            for above in tree.ancestors(key, day):
                if above in tree and tree.level(above) is Level.CITY:
                    townships[above].append(holds_on(facts.body, day))
    return {city: sum(bodies) / len(bodies) for city, bodies in townships.items()}
