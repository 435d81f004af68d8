"""The decisions on the figures that an organization declares. Pure; the use case has checked the measure and its numbers."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from shared.contracts.catalogue import TYPE_OF
from shared.contracts.dated import FIRST_YEAR
from shared.contracts.declared import DeclaredFigure
from shared.contracts.subjects import Subject
from shared.domain.charters.charter import Charter
from shared.domain.days import effective_day, is_recorded_late
from shared.domain.errors import conflict, invalid
from shared.domain.event import DomainEvent
from shared.domain.own_records.commands import DeclarationCommand, DeclareFigure

Declarations = tuple[DeclaredFigure, ...]
"""The declared figures of an organization, by year and measure."""


class DecidedDeclaration(NamedTuple):
    """The event, and the declared figure, None after a withdrawal."""

    event: DomainEvent[DeclarationCommand]
    declared: DeclaredFigure | None


def decide_declaration(
    before: Declarations, command: DeclarationCommand, *, charter: Charter, today: date
) -> DecidedDeclaration:
    """Returns the event and the declared figure after it; raises a `LianxiError` when a rule refuses the command."""
    day = effective_day(command.on, today=today, since=None)
    late = is_recorded_late(day, reason=command.late_reason, today=today, charter=charter)
    if isinstance(command, DeclareFigure):
        declared = _declared(command, today)
    elif not any((each.year, each.measure) == (command.year, command.measure) for each in before):
        raise conflict("no-declaration", "year", command.year, "本单位没有申报该年度的这项指标，不能撤回")
    else:
        declared = None
    type = TYPE_OF[Subject.OWN, command.name]
    event = DomainEvent(type=type, command=replace(command, on=day), on=day, recorded_late=late)
    return DecidedDeclaration(event, declared)


def _declared(command: DeclareFigure, today: date) -> DeclaredFigure:
    year = command.year
    if not FIRST_YEAR <= year <= today.year:
        raise invalid("year", year, f"须在{FIRST_YEAR}至{today.year}（今年）之间")
    as_of = command.as_of or min(date(year, 12, 31), today)
    if not date(year, 1, 1) <= as_of <= today:
        raise invalid("as_of", as_of.isoformat(), f"须在{year}-01-01和今天（{today.isoformat()}）之间")
    return DeclaredFigure(year, command.measure, command.numerator, command.denominator, command.bound, as_of)
