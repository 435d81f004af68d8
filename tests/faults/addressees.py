"""An organization that is entered, gets keys from its service, and is voided, so that no service can accept a dispatch to it."""

from datetime import UTC, date, datetime
from typing import Any

from aiokafka import TopicPartition

from shared.contracts.codec import encode
from shared.contracts.dated import DatedFlag, DatedName, DatedParent
from shared.contracts.envelope import Change
from shared.contracts.facts import OrganizationFacts, emptied
from shared.contracts.subjects import Subject, id_of, partition_of
from shared.contracts.topics import Topic, topic_name
from shared.contracts.transfer_facts import DispatchFacts
from shared.contracts.vocabulary import Level, Role
from shared.contracts.writers import Writer
from tests.faults import organizations
from tests.faults.topics import FOREIGN_KEY, EventRecord
from tests.faults.unknown_matters import YEAR

_SINCE = date(2020, 1, 1)
_KEEPER = "5299"


def entered(organization: str) -> EventRecord:
    """Returns the event of a county that no service has entered. Its keeper is unknown and has no key: nobody has to sign the event."""
    facts = OrganizationFacts(
        level=Level.COUNTY,
        names=(DatedName(_SINCE, f"故障{organization}县"),),
        parents=(DatedParent(_SINCE, _KEEPER),),
        roster=(DatedFlag(_SINCE, True),),
    )
    return _record(Topic.ORGANIZATIONS, "organization.entered.v1", organization, 1, facts)


def voided(organization: str) -> EventRecord:
    """Returns the event that voids the organization, as after a restore of its service."""
    facts = emptied(OrganizationFacts(level=Level.COUNTY))
    return _record(Topic.ORGANIZATIONS, "organization.voided.v1", organization, 2, facts)


def dispatch(to: str, origin: str, number: int) -> EventRecord:
    """Returns the dispatch of a proposal to this organization; its sealed payload cannot be opened."""
    chain = (id_of(origin, Subject.OPINION, YEAR, number),)
    facts = DispatchFacts(to=to, kind="opinions", chain=chain, sent=_SINCE, limit=_SINCE, sealed=b"sealed")
    return _record(Topic.TRANSFERS, "transfer.sent.v1", id_of(origin, Subject.TRANSFER, YEAR, number), 1, facts)


def _record(topic: Topic, type: str, subject: str, sequence: int, facts: Any) -> EventRecord:
    value = encode(
        type=type,
        subject=subject,
        organization=subject.partition("-")[0],
        time=datetime.now(UTC),
        epoch=1,
        sequence=sequence,
        facts=facts,
        change=Change(command=type.split(".")[1], on=_SINCE, role=Role.SECRETARIAT),
    )
    service = organizations.KEEPER if topic is Topic.ORGANIZATIONS else organizations.WRITER
    return EventRecord(TopicPartition(topic_name(topic, Writer(service)), partition_of(subject)), FOREIGN_KEY, value)
