"""The services of the tests of committees, with encryption of texts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.committee.service_clients import Prepared, ServiceClients, open_copy


@pytest.fixture
async def roster(services_with_roster: Prepared, tmp_path: Path) -> AsyncIterator[ServiceClients]:
    async with open_copy(services_with_roster, tmp_path, encrypts_texts=True) as opened:
        yield opened


@pytest.fixture
async def connected(services_with_keys: Prepared, tmp_path: Path) -> AsyncIterator[ServiceClients]:
    async with open_copy(services_with_keys, tmp_path, encrypts_texts=True) as opened:
        yield opened
