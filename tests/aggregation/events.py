"""Builders: facts, the records that carry them, and batches as the consumer's thread stamps them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aiokafka import ConsumerRecord
from faust.types import TP

from services.aggregation.batches import Batch
from shared.contracts import codec
from shared.contracts.dated import DatedFlag, DatedName, DatedParent, ProposalStep
from shared.contracts.envelope import Change
from shared.contracts.facts import Facts, OrganizationFacts, ProposalFacts
from shared.contracts.pages import Steps, month_of
from shared.contracts.subjects import organization_of, partition_of
from shared.contracts.topics import Topic
from shared.contracts.vocabulary import Channel, Level, ProposalState, Role

CLUSTER = "cluster-of-the-test"
_TIME = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_PATH = (ProposalState.UNDER_REVIEW, ProposalState.FILED, ProposalState.ASSIGNED, ProposalState.FEEDBACK_REQUESTED)


def day(number: int) -> date:
    """The days of a test, counted from 2014-01-01."""
    return date(2014, 1, 1) + timedelta(days=number)


def proposal(*days: int, year: int = 2014, online: bool = False) -> ProposalFacts:
    """A proposal that was received, filed, assigned and answered on these days, as far as they go."""
    steps = tuple(ProposalStep(day(at), state) for at, state in zip(days, _PATH, strict=False))
    return ProposalFacts(year=year, channel=Channel.WEBSITE if online else Channel.PAPER, online=online, steps=steps)


def place(
    level: Level,
    *parents: tuple[int, str | None],
    roster: Sequence[tuple[int, bool]] = ((0, True),),
    body: Sequence[tuple[int, bool]] = (),
) -> OrganizationFacts:
    """An organization; parents, roster and body with the days from which they hold."""
    return OrganizationFacts(
        level=level,
        names=(DatedName(day(0), "某地"),),
        parents=tuple(DatedParent(day(at), parent) for at, parent in parents),
        roster=tuple(DatedFlag(day(at), holds) for at, holds in roster),
        body=tuple(DatedFlag(day(at), holds) for at, holds in body),
    )


def topic_of(facts: Facts) -> Topic:
    return Topic.PROPOSALS if isinstance(facts, ProposalFacts) else Topic.ORGANIZATIONS


def event(subject: str, facts: Facts, *, sequence: int = 1, epoch: int = 1, **other: Any) -> bytes:
    """The bytes of an event that says this."""
    is_proposal = isinstance(facts, ProposalFacts)
    written = {
        "type": "proposal.filed.v1" if is_proposal else "organization.entered.v1",
        "subject": subject,
        "organization": organization_of(subject),
        "time": _TIME,
        "epoch": epoch,
        "sequence": sequence,
        "facts": facts,
        "change": Change(command="file" if is_proposal else "enter", on=day(0), role=Role.SECRETARIAT),
    }
    return codec.encode(**(written | other))


def record(partition: TP, offset: int, value: bytes | None) -> ConsumerRecord:
    """A record as aiokafka hands it on."""
    size = len(value or b"")
    return ConsumerRecord(*partition, offset, 0, 0, b"key", value, None, 0, size, ())


def batch(partition: TP, start: int, values: Sequence[bytes | None]) -> Batch:
    """A batch without holes."""
    records = [record(partition, start + number, value) for number, value in enumerate(values)]
    end = start + len(values)
    return Batch(partition, start, end, end, records)


def partition_for(subject: str, topic: Topic = Topic.PROPOSALS) -> TP:
    return TP(topic.value, partition_of(subject))


def by_month(steps: dict[tuple[str, int, str, date], int]) -> dict[tuple[str, int, str], Steps]:
    """Amounts by (organization, year, counter, day) as the pages that say the same; zeros are left out."""
    pages: dict[tuple[str, int, str], Steps] = {}
    for (organization, year, counter, on), amount in steps.items():
        if amount:
            pages.setdefault((organization, year, month_of(on)), {}).setdefault(counter, {})[on] = amount
    return pages
