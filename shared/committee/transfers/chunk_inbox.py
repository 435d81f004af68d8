"""The consumer of the topics of attachments: stores the chunks of files that come with transfers and answers to our organizations.

A chunk may arrive before the message that lists its file, twice, or in any order. Chunks for other organizations are skipped.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiokafka import ConsumerRecord
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.key_pairs import holders
from shared.committee.file_transfers import receiving
from shared.committee.messages.repository import find, message_versions
from shared.committee.transfers.topic_inbox import TopicInbox
from shared.contracts.codec import MalformedEventError, ReceivedEvent, decode
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.facts import ChunkFacts
from shared.contracts.record_values import sealed_in_value
from shared.contracts.subjects import organization_of
from shared.contracts.topics import Topic, writer_of
from shared.contracts.version_bounds import Version
from shared.contracts.vocabulary import Level
from shared.contracts.writers import foreign_source, may_host
from shared.messaging.dead_letters import dead_letter

READER = "attachments"

LevelOf = Callable[[str], Awaitable[Level | None]]
"""A function that returns the level of an organization; None where it is unknown."""


class ChunkInbox(TopicInbox):
    """The consumer. `hosts`: whether this process still hosts an organization that has a key here.

    `level`: returns the level of an organization, None where it is unknown: a chunk in the topic of a writer of another level is refused.
    """

    name = READER
    topic = Topic.ATTACHMENTS
    portion = 16  # eight megabytes

    def __init__(self, *, hosts: Callable[[str], bool], now: Callable[[], datetime], level: LevelOf) -> None:
        self.hosts = hosts
        self.now = now
        self.level = level

    async def apply_records(self, connection: AsyncConnection, records: list[ConsumerRecord]) -> list[DeadLetter]:
        """Stores the chunks that are awaited here; returns dead letters for malformed records and for those of a foreign writer."""
        dead: list[DeadLetter] = []
        for record in records:
            try:
                event = decode(record.value, topic=record.topic, partition=record.partition)
            except MalformedEventError as error:
                dead.append(dead_letter(record, consumer=READER, reason=str(error)))
                continue
            if event is None:
                continue
            writer, level = writer_of(record.topic), await self.level(organization_of(event.subject))
            if level is not None and not may_host(writer, level):
                reason = foreign_source(event.subject, writer)
                dead.append(dead_letter(record, consumer=READER, reason=reason))
            else:
                await self._apply_chunk(connection, event, sealed_in_value(record.value))
        return dead

    async def _apply_chunk(self, connection: AsyncConnection, event: ReceivedEvent, sealed: bytes) -> None:
        facts, epoch = event.facts, event.envelope.epoch
        if not isinstance(facts, ChunkFacts) or not self.hosts(facts.to):
            return
        if await holders(connection, [facts.to]) and await _is_wanted(connection, facts, (epoch, facts.sequence)):
            await receiving.put_chunk(connection, facts, epoch, sealed, self.now())


async def _is_wanted(connection: AsyncConnection, facts: ChunkFacts, version: Version) -> bool:
    """Returns whether the file of a chunk is awaited, or its dispatch or notice has yet to arrive."""
    known = (await message_versions(connection, [facts.message])).get(facts.message)
    if known is not None and version <= known:
        return await receiving.is_expected(connection, facts, version[0])
    transfer = await find(connection, facts.message, "in")
    return transfer is None or transfer.organization == facts.to
