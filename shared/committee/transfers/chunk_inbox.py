"""The consumer of the topics of attachments: stores the chunks of files that come with transfers and answers to our organizations.

A chunk may arrive before the message that lists its file, twice, or in any order. Chunks for other organizations are skipped.
"""

from collections.abc import Callable

from aiokafka import ConsumerRecord
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.encryption.key_pairs import holders
from shared.committee.file_transfers import receiving
from shared.committee.messages.repository import find, message_versions
from shared.committee.transfers.authentication import refusal
from shared.committee.transfers.topic_inbox import TopicInbox
from shared.contracts.codec import MalformedEventError, ReceivedEvent, decode
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.record_values import sealed_in_value
from shared.contracts.subjects import organization_of
from shared.contracts.topics import Topic, writer_of
from shared.contracts.transfer_facts import ChunkFacts
from shared.contracts.version_bounds import Version
from shared.contracts.writers import foreign_source
from shared.messaging.dead_letters import dead_letter
from shared.telemetry import metrics

READER = "attachments"


class ChunkInbox(TopicInbox):
    """The consumer. `complete`: whether the directory has been read to the end of its topic; until then an unknown key may become known."""

    name = READER
    topic = Topic.ATTACHMENTS
    portion = 16  # eight megabytes

    def __init__(self, context: ServiceContext, *, complete: Callable[[], bool]) -> None:
        self.context = context
        self.complete = complete
        metrics.signatures_refused.labels(READER)  # an alert sees no increase of a counter that begins above 0

    async def apply_records(self, connection: AsyncConnection, records: list[ConsumerRecord]) -> list[DeadLetter]:
        """Stores the chunks that are awaited here; returns dead letters for malformed records and for those of somebody else."""
        dead: list[DeadLetter] = []
        for record in records:
            try:
                event = decode(record.value, topic=record.topic, partition=record.partition)
            except MalformedEventError as error:
                dead.append(dead_letter(record, consumer=READER, reason=str(error)))
                continue
            if event is None:
                continue
            sender, writer = organization_of(event.subject), writer_of(record.topic)
            level = await self.context.level_of(sender)
            if level is not None and not self.context.writers.may_host(writer, level, sender):
                reason = foreign_source(event.subject, writer)
                dead.append(dead_letter(record, consumer=READER, reason=reason))
            elif (refused := await self._apply_chunk(connection, event, record)) is not None:
                dead.append(refused)
        return dead

    async def _apply_chunk(
        self, connection: AsyncConnection, event: ReceivedEvent, record: ConsumerRecord
    ) -> DeadLetter | None:
        """Stores a chunk that is awaited here; returns its dead letter if its sender has not signed it."""
        facts, epoch = event.facts, event.envelope.epoch
        if not isinstance(facts, ChunkFacts) or not self.context.receives_for(facts.to):
            return None
        if not await holders(connection, [facts.to]) or not await _is_wanted(
            connection, facts, (epoch, facts.sequence)
        ):
            return None
        refused = await refusal(
            record, event.subject, self.context.signing_key, complete=self.complete, consumer=READER
        )
        if refused is None:
            await receiving.put_chunk(connection, facts, epoch, sealed_in_value(record.value), self.context.now())
        return refused


async def _is_wanted(connection: AsyncConnection, facts: ChunkFacts, version: Version) -> bool:
    """Returns whether the file of a chunk is awaited, or its dispatch or notice has yet to arrive."""
    known = (await message_versions(connection, [facts.message])).get(facts.message)
    if known is not None and version <= known:
        return await receiving.is_expected(connection, facts, version[0])
    transfer = await find(connection, facts.message, "in")
    return transfer is None or transfer.organization == facts.to
