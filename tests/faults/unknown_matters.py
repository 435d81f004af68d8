"""Valid events of matters that no service has created."""

from datetime import UTC, date, datetime

from aiokafka import TopicPartition

from shared.contracts.codec import encode
from shared.contracts.dated import ProposalStep
from shared.contracts.envelope import Change
from shared.contracts.facts import ProposalFacts
from shared.contracts.subjects import Subject, id_of, partition_of
from shared.contracts.topics import Topic, topic_name
from shared.contracts.vocabulary import Channel, ProposalState, Role
from shared.contracts.writers import Writer
from tests.faults import organizations
from tests.faults.topics import FOREIGN_KEY, EventRecord

YEAR = 2019
"""A year without other matters, so that these events have pages of their own."""

_DAY = date(YEAR, 6, 1)


def unknown_matter(organization: str, number: int) -> EventRecord:
    """Returns the event of a proposal of this organization."""
    subject = id_of(organization, Subject.PROPOSAL, YEAR, number)
    facts = ProposalFacts(
        year=YEAR, channel=Channel.PAPER, online=False, steps=(ProposalStep(_DAY, ProposalState.UNDER_REVIEW),)
    )
    value = encode(
        type="proposal.submitted.v1",
        subject=subject,
        organization=organization,
        time=datetime.now(UTC),
        epoch=1,
        sequence=1,
        facts=facts,
        change=Change(command="submit", on=_DAY, role=Role.SECRETARIAT),
    )
    return EventRecord(
        TopicPartition(topic_name(Topic.PROPOSALS, Writer(organizations.WRITER)), partition_of(subject)),
        FOREIGN_KEY,
        value,
    )
