"""Events that the outbox accepts and refuses."""

import pytest

from shared.contracts.topics import Topic
from shared.domain.errors import ConflictError, InvalidError
from shared.messaging.outbox.backlog import backlog
from shared.messaging.outbox.table import PAYLOAD_BYTES
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from tests.support.outbox import commit, everything_is_published, outbox_event, relaying
from tests.support.waiting import eventually


async def test_of_two_writers_of_one_version_the_second_gets_the_conflict(service: Database) -> None:
    await commit(service, outbox_event(payload=b"first"))
    with pytest.raises(ConflictError) as lost:
        await commit(service, outbox_event("520603-p-2014-9"), outbox_event(payload=b"second"))
    assert lost.value.code == "changed-meanwhile"
    assert (await backlog(service)).pending == 1  # all of the loser is undone


async def test_a_version_is_published_once_in_each_topic(service: Database) -> None:
    """A derived matter is counted in one, and noticed by its origins in the other."""
    counted = outbox_event("520603-o-2014-1")
    noticed = counted._replace(topic=Topic.TRANSFERS)
    await commit(service, counted, noticed)
    with pytest.raises(ConflictError):
        await commit(service, noticed)
    assert (await backlog(service)).pending == 2


async def test_an_event_that_kafka_would_refuse_is_refused_before(service: Database) -> None:
    """It would stand before all others for ever."""
    with pytest.raises(InvalidError, match="too-large"):
        await commit(service, outbox_event(payload=bytes(PAYLOAD_BYTES + 1)))


async def test_the_backlog_knows_its_size_and_age(service: Database, kafka: KafkaSettings) -> None:
    assert await backlog(service) == (0, 0.0)
    await commit(service, outbox_event(), outbox_event(sequence=2))
    waiting = await backlog(service)
    assert waiting.pending == 2
    assert waiting.oldest_seconds > 0
    async with relaying(service, kafka):
        await eventually(lambda: everything_is_published(service))
