"""`services`: the services of the four levels; `roster`: the same with some organizations entered and known everywhere.

`connected`: the same with keys, so that matters can travel. Each is prepared once and copied for each test.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from shared.contracts.vocabulary import Role
from tests.committee.service_clients import Prepared, ServiceClients, open_copy, open_services
from tests.support.roster import ROSTER

COUNTY_ROLES = (Role.SECRETARIAT, Role.PROPOSALS_COMMITTEE, Role.MEMBER, Role.AUDITOR, Role.LEADER)
TOWNSHIP = "520603202"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def empty_services(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("services")
    async with open_services(folder) as services:
        return Prepared(folder, services.tokens)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def services_with_roster(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("roster")
    async with open_services(folder) as services:
        await _enter(services)
        return Prepared(folder, services.tokens)


async def _enter(services: ServiceClients) -> None:
    for service in (services.region, services.city, services.county):
        answer = await service.bring_in(ROSTER)
        assert answer.status_code == 200, answer.text
        await services.deliver()
    for key in ("522625", "520603"):
        for role in COUNTY_ROLES:
            await services.county.account(f"{key}-{role}", role, organization=key)
        await services.county.account(f"{key}-handling_unit", Role.HANDLING_UNIT, organization=key, unit="县教育局")
    for service, keys in ((services.region, ("520000", "wulingshan")), (services.city, ("520600", "522600"))):
        for key in keys:
            for role in (Role.SECRETARIAT, Role.AUDITOR):
                await service.account(f"{key}-{role}", role, organization=key)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def services_with_keys(services_with_roster: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("keys")
    async with open_copy(services_with_roster, folder) as services:
        await services.deliver()
        for service in services.all:
            await service.issue_keys()
        await services.deliver()
        for role in (Role.SECRETARIAT, Role.MEMBER, Role.LEADER, Role.AUDITOR):
            await services.township.account(f"{TOWNSHIP}-{role}", role, organization=TOWNSHIP)
        await services.township.account(f"{TOWNSHIP}-member-2", Role.MEMBER, organization=TOWNSHIP)
        return Prepared(folder, services.tokens)


@pytest.fixture
async def services(empty_services: Prepared, tmp_path: Path) -> AsyncIterator[ServiceClients]:
    async with open_copy(empty_services, tmp_path) as opened:
        yield opened


@pytest.fixture
async def roster(services_with_roster: Prepared, tmp_path: Path) -> AsyncIterator[ServiceClients]:
    """Yields the services after entering a province, two cities, two counties and two townships, with accounts of some of them."""
    async with open_copy(services_with_roster, tmp_path) as opened:
        yield opened


@pytest.fixture
async def connected(services_with_keys: Prepared, tmp_path: Path) -> AsyncIterator[ServiceClients]:
    """Yields the same, each organization with a key pair, and with accounts of a township."""
    async with open_copy(services_with_keys, tmp_path) as opened:
        yield opened
