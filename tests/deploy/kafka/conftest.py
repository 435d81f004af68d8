"""A broker with users, rights and certificates, as the deployment starts it: one for each file of tests."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.deploy.kafka.secured import SecuredKafka


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kafka(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[SecuredKafka]:
    """Yields the broker; `SELF_HOSTED` of a file of tests names the services that counties operate themselves."""
    secured = SecuredKafka(tmp_path_factory.mktemp("secured"), getattr(request.module, "SELF_HOSTED", ""))
    secured.start()
    try:
        await secured.ready()
        yield secured
    finally:
        secured.stop()
