"""Stores a verdict in every service, which exports it as metrics."""

from datetime import UTC, datetime

from deploy.ops.databases import SERVICES, databases
from deploy.ops.reconcile.invariant import Verdict
from deploy.settings import DeploySettings
from shared.committee.maintenance.reconcile_result import Reconciled, put


async def store_result(settings: DeploySettings, verdict: Verdict) -> None:
    """Stores the verdict in the read database of each service: old results need no backup."""
    result = Reconciled(at=datetime.now(UTC), figures=verdict.figures, differences=len(verdict.differences))
    for service in SERVICES:
        async with databases(settings, service) as opened, opened.read.transaction() as connection:
            await put(connection, result)
