"""Builders of facts, of the events that carry them, and of Kafka records."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aiokafka import ConsumerRecord
from faust.types import TP

from shared.contracts import codec
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.consultation_vocabulary import ActivityClass, ConsultationState, HeldBy
from shared.contracts.dated import (
    ConsultationStep,
    DatedAssignment,
    DatedFlag,
    DatedLevel,
    DatedName,
    DatedParent,
    Membership,
    OpinionStep,
    ProposalStep,
)
from shared.contracts.envelope import Change
from shared.contracts.facts import (
    ConsultationFacts,
    Facts,
    OpinionFacts,
    OrganizationFacts,
    OwnFacts,
    PlanFacts,
    PlatformFacts,
    ProposalFacts,
    VisitFacts,
)
from shared.contracts.proposal_vocabulary import UnitClass
from shared.contracts.subjects import organization_of
from shared.contracts.topics import Topic
from shared.contracts.vocabulary import Channel, HandlingRole, Level, OpinionState, ProposalState, Role, Theme

_TIME = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_PATH = (ProposalState.UNDER_REVIEW, ProposalState.FILED, ProposalState.ASSIGNED, ProposalState.FEEDBACK_REQUESTED)


def day(number: int) -> date:
    """Returns a day, counted from 2014-01-01."""
    return date(2014, 1, 1) + timedelta(days=number)


def proposal(
    *days: int, year: int = 2014, online: bool = False, unit_class: UnitClass | None = None, theme: Theme | None = None
) -> ProposalFacts:
    """Returns the facts of a proposal that was received, filed, assigned and answered on these days, as far as they are given.

    `unit_class`: the class of the unit that it was assigned to; None: the facts have no assignment.
    """
    steps = tuple(ProposalStep(day(at), state) for at, state in zip(days, _PATH, strict=False))
    assigned = steps[2].day if len(steps) > 2 and unit_class else None
    return ProposalFacts(
        year=year,
        channel=Channel.WEBSITE if online else Channel.PAPER,
        online=online,
        steps=steps,
        theme=theme,
        assignments=() if assigned is None else (DatedAssignment(assigned, HandlingRole.SOLE),),
        unit_classes=() if assigned is None else (unit_class,),
    )


def place(
    level: Level,
    *parents: tuple[int, str | None],
    roster: Sequence[tuple[int, bool]] = ((0, True),),
    body: Sequence[tuple[int, bool]] = (),
) -> OrganizationFacts:
    """Returns the facts of an organization; parents, roster and body with the days from which they hold."""
    return OrganizationFacts(
        level=level,
        names=(DatedName(day(0), "某地"),),
        parents=tuple(DatedParent(day(at), parent) for at, parent in parents),
        roster=tuple(DatedFlag(day(at), holds) for at, holds in roster),
        body=tuple(DatedFlag(day(at), holds) for at, holds in body),
    )


def conference(
    *memberships: tuple[int, str, bool], roster: Sequence[tuple[int, bool]] = ((0, True),)
) -> OrganizationFacts:
    """Returns the facts of a joint conference, with the days on which it admitted and released its members."""
    return OrganizationFacts(
        level=Level.CONFERENCE,
        names=(DatedName(day(0), "某联席会"),),
        roster=tuple(DatedFlag(day(at), holds) for at, holds in roster),
        memberships=tuple(Membership(day(at), member, holds) for at, member, holds in memberships),
    )


def consultation(
    *days: int,
    level: Level = Level.TOWNSHIP,
    activity: ActivityClass = ActivityClass.CONSULTATION,
    cancelled: bool = False,
    year: int = 2014,
    sector: str | None = None,
) -> ConsultationFacts:
    """Returns the facts of an activity whose topic was raised and that was held or cancelled on these days, as far as they are given.

    `sector`: the one that held it.
    """
    progress = (ConsultationState.TOPIC_RAISED, ConsultationState.CANCELLED if cancelled else ConsultationState.HELD)
    steps = tuple(ConsultationStep(day(at), state) for at, state in zip(days, progress, strict=False))
    held_by = None if sector is None else HeldBy.SECTOR
    return ConsultationFacts(
        year=year, level=level, activity=activity, steps=steps, participants=15, held_by=held_by, sector=sector
    )


def opinion(*days: int, year: int = 2014) -> OpinionFacts:
    """Returns the facts of a report that was collected, adopted by the county and fed back on these days, as far as they are given."""
    return OpinionFacts(
        year=year,
        channel=Channel.WINDOW,
        online=False,
        steps=tuple(OpinionStep(day(at), OpinionState.COLLECTED) for at in days[:1]),
        adopted=tuple(DatedLevel(Level.COUNTY, day(at)) for at in days[1:2]),
        fed_back=tuple(map(day, days[2:])),
    )


_TYPES: dict[type[Facts], str] = {
    ProposalFacts: "proposal.filed.v1",
    OpinionFacts: "opinion.collected.v1",
    VisitFacts: "visit.recorded.v1",
    ConsultationFacts: "consultation.held.v1",
    PlanFacts: "plan.confirmed.v1",
    PlatformFacts: "platform.registered.v1",
    OrganizationFacts: "organization.entered.v1",
    OwnFacts: "own.keyed.v1",
}


def topic_of(facts: Facts) -> Topic:
    """Returns the topic of the events that carry such facts."""
    return CATALOGUE[_TYPES[type(facts)]].topic


def event(subject: str, facts: Facts, *, sequence: int = 1, epoch: int = 1, **other: Any) -> bytes:
    """Returns the bytes of an event with these facts; `other`: fields that differ."""
    name = _TYPES[type(facts)]
    written: dict[str, Any] = {
        "type": name,
        "subject": subject,
        "organization": organization_of(subject),
        "time": _TIME,
        "epoch": epoch,
        "sequence": sequence,
        "facts": facts,
        "change": Change(command=CATALOGUE[name].command, on=day(0), role=Role.SECRETARIAT),
    }
    return codec.encode(**(written | other))


def record(partition: TP, offset: int, value: bytes | None) -> ConsumerRecord:
    """Returns a record as aiokafka delivers it."""
    size = len(value or b"")
    return ConsumerRecord(*partition, offset, 0, 0, b"key", value, None, 0, size, ())
