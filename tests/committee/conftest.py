"""`desks`: the services of the four levels; `roster`: the same with some organizations entered and known everywhere.

`connected`: the same with keys, so that matters can travel. Each is prepared once and copied for each test.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from shared.contracts.vocabulary import Role
from tests.committee.desk import Desks, open_desks
from tests.support.databases import copy_databases
from tests.support.roster import ROSTER

COUNTY_ROLES = (Role.SECRETARIAT, Role.PROPOSALS_COMMITTEE, Role.MEMBER, Role.AUDITOR, Role.LEADER)
TOWNSHIP = "520603202"


class Prepared(NamedTuple):
    """Databases to be copied, and the tokens of the accounts in them."""

    folder: Path
    tokens: dict[str, dict[str, str]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def empty_desks(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("desks")
    async with open_desks(folder) as desks:
        return Prepared(folder, desks.tokens)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desks_with_roster(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("roster")
    async with open_desks(folder) as desks:
        await _enter(desks)
        return Prepared(folder, desks.tokens)


async def _enter(desks: Desks) -> None:
    for desk in (desks.region, desks.city, desks.county):
        answer = await desk.bring_in(ROSTER)
        assert answer.status_code == 200, answer.text
        await desks.deliver()
    for key in ("522625", "520603"):
        for role in COUNTY_ROLES:
            await desks.county.account(f"{key}-{role}", role, organization=key)
        await desks.county.account(f"{key}-handling_unit", Role.HANDLING_UNIT, organization=key, unit="县教育局")
    for desk, keys in ((desks.region, ("520000", "wulingshan")), (desks.city, ("520600", "522600"))):
        for key in keys:
            for role in (Role.SECRETARIAT, Role.AUDITOR):
                await desk.account(f"{key}-{role}", role, organization=key)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desks_with_keys(desks_with_roster: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("keys")
    copy_databases(desks_with_roster.folder, folder)
    async with open_desks(folder, tokens=desks_with_roster.tokens) as desks:
        await desks.deliver()
        for desk in desks.all:
            await desk.issue_keys()
        await desks.deliver()
        for role in (Role.SECRETARIAT, Role.MEMBER, Role.LEADER, Role.AUDITOR):
            await desks.township.account(f"{TOWNSHIP}-{role}", role, organization=TOWNSHIP)
        await desks.township.account(f"{TOWNSHIP}-member-2", Role.MEMBER, organization=TOWNSHIP)
        return Prepared(folder, desks.tokens)


@pytest.fixture
async def desks(empty_desks: Prepared, tmp_path: Path) -> AsyncIterator[Desks]:
    copy_databases(empty_desks.folder, tmp_path)
    async with open_desks(tmp_path, tokens=empty_desks.tokens) as opened:
        yield opened


@pytest.fixture
async def roster(desks_with_roster: Prepared, tmp_path: Path) -> AsyncIterator[Desks]:
    """A province, two cities, two counties and two townships, and accounts of some of them."""
    copy_databases(desks_with_roster.folder, tmp_path)
    async with open_desks(tmp_path, tokens=desks_with_roster.tokens) as opened:
        yield opened


@pytest.fixture
async def connected(desks_with_keys: Prepared, tmp_path: Path) -> AsyncIterator[Desks]:
    """The same, each organization with a key pair, and with accounts of a township."""
    copy_databases(desks_with_keys.folder, tmp_path)
    async with open_desks(tmp_path, tokens=desks_with_keys.tokens) as opened:
        yield opened
