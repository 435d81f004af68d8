"""The decisions on the consents of an organization. Pure; the use case has checked that the conference has invited it."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from shared.contracts.catalogue import TYPE_OF
from shared.contracts.dated import DatedFlag
from shared.contracts.subjects import Subject
from shared.domain.charters.charter import Charter
from shared.domain.days import effective_day, is_recorded_late
from shared.domain.errors import conflict
from shared.domain.event import DomainEvent
from shared.domain.own_records.commands import Consent, ConsentCommand

Consents = tuple[DatedFlag, ...]
"""The consent of an organization to one conference: from each of these days it holds, or no longer does."""


class DecidedConsent(NamedTuple):
    event: DomainEvent[ConsentCommand]
    consents: Consents


def decide(before: Consents, command: ConsentCommand, *, charter: Charter, today: date) -> DecidedConsent:
    """Returns the event and the consents to the conference after it; raises a `LianxiError` when a rule refuses the command.

    Two commands of one day cancel each other out.
    """
    holds = isinstance(command, Consent)
    if holds == (bool(before) and before[-1].holds):
        code, detail = ("already-consented", "已同意加入该联席会") if holds else ("no-consent", "尚未同意加入该联席会")
        raise conflict(code, "conference", command.conference, f"本单位{detail}")
    since = before[-1].day if before else None
    day = effective_day(command.on, today=today, since=since, since_title="上一次同意或撤回")
    late = is_recorded_late(day, reason=command.late_reason, today=today, charter=charter)
    after = before[:-1] if day == since else (*before, DatedFlag(day, holds))
    type = TYPE_OF[Subject.OWN, command.name]
    return DecidedConsent(DomainEvent(type=type, command=replace(command, on=day), on=day, recorded_late=late), after)
