"""What the indexes of the proposals cost a command: the same commands with them, and with the unique ones alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from shared.committee.context import ServiceContext
from shared.committee.events.version import begin_epoch
from shared.committee.tables import proposals
from shared.contracts.vocabulary import Role
from shared.web.accounts import Account
from tests.benchmarks.page_times import client_of
from tests.committee.proposals import LIFECYCLE, brought_to
from tests.committee.service_clients import ServiceClient
from tests.support.clock import NOON

_LAST = "reply"
_PROPOSALS = 12


class IndexCost(NamedTuple):
    """The milliseconds of processor time of a command with all indexes, and without those that are only read."""

    indexes: int
    with_all: float
    without: float

    @property
    def ratio(self) -> float:
        return self.with_all / self.without


async def measure(context: ServiceContext, organization: str, seconds: Callable[[], float]) -> IndexCost:
    """Returns the cost; afterwards the database has lost the indexes. `seconds`: the processor time until now."""
    now = replace(context, now=lambda: NOON)
    clerk = Account(name=f"{organization}-secretariat", organization=organization, roles=frozenset({Role.SECRETARIAT}))
    async with context.service.transaction() as connection:
        await begin_epoch(connection)
    async with client_of(now, clerk) as service:
        await brought_to(service, _LAST)  # the first requests are slow, because nothing is cached
        with_all = await _of_a_command(service, seconds)
        async with context.service.transaction() as connection:
            for index in proposals.indexes:
                await connection.run_sync(index.drop)
        without = await _of_a_command(service, seconds)
    return IndexCost(len(proposals.indexes), with_all, without)


async def _of_a_command(service: ServiceClient, seconds: Callable[[], float]) -> float:
    commands = 2 + [name for name, _ in LIFECYCLE].index(_LAST)  # with the draft
    best = []
    for _ in range(_PROPOSALS):
        begun = seconds()
        await brought_to(service, _LAST)
        best.append((seconds() - begun) / commands)
    return min(best) * 1000
