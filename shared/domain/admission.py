"""Checks common to the decisions of all kinds of matter: whether a command is legal now, its effective day, and whether it is late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from shared.contracts.catalogue import TYPE_OF
from shared.contracts.subjects import Subject
from shared.contracts.vocabulary import Recorded
from shared.domain.command import Command, Correct
from shared.domain.comparison import is_blank
from shared.domain.days import effective_day, is_late
from shared.domain.decision_context import DecisionContext
from shared.domain.errors import ConflictError, invalid
from shared.domain.event import DomainEvent
from shared.domain.log import STEPLESS, check_between, entry_named, title_of
from shared.domain.matter import Matter
from shared.domain.terms import Term
from shared.domain.transitions import Transitions

C = TypeVar("C", bound=Command)

Completion = Callable[[Any, date], Any]
"""A function that returns the command of a day with its defaults filled in, and raises when a rule of its kind refuses it."""


def admit(  # noqa: PLR0913 - all that a decision depends on
    subject: Subject,
    command: C,
    *,
    state: Matter | None,
    transitions: Transitions[Any],
    complete: Completion,
    ruled: Callable[[C], bool] = lambda _: False,
    begins: bool = False,
    context: DecisionContext,
) -> list[DomainEvent[C]]:
    """Returns the event of the command; raises a `LianxiError` when a rule refuses it. `begins`: the command begins the matter."""
    before = None
    if begins and state is not None:
        raise ConflictError("already-begun", "该事项已经开始，不能重复开始。")
    if not begins:
        if state is None:
            raise ConflictError("not-allowed-now", "该事项尚未开始，不能执行该操作。")
        transitions.check(state.status, command.name)
        before = None if command.name in STEPLESS else state.step_before(command)
    title = "" if before is None else f"上一步骤“{title_of(subject, before)}”"
    day = effective_day(command.on, today=context.today, since=before.on if before else None, since_title=title)
    late = is_late(day, reason=command.late_reason, today=context.today, charter=context.charter)
    term = _term(state, command, context=context)
    dated: Any = replace(command, on=day)
    if term is not None and not isinstance(command, Correct):
        dated = replace(dated, limit=term.after(day))
    completed = complete(dated, day)
    return [
        DomainEvent(
            type=TYPE_OF[subject, command.name],
            command=completed,
            on=day,
            late=late,
            ruled=ruled(completed),
            term=term,
            records=_records(command, begins=begins, context=context),
        )
    ]


def _records(command: Command, *, begins: bool, context: DecisionContext) -> tuple[Recorded, ...]:
    """Returns the optional measures that the charter names on the first day of the matter, or on the day that a correction names."""
    if isinstance(command, Correct):
        return (context.corrected or context.charter).records
    return context.charter.records if begins else ()


def _term(state: Matter | None, command: Command, *, context: DecisionContext) -> Term | None:
    """Returns the charter's term for the command, or for the step that it corrects; None where the limit is typed or there is no term."""
    if isinstance(command, Correct) and state is not None:
        step = state.log[entry_named(state.log, command.step) - 1].command
        return (context.corrected or context.charter).term_of(step, sort=state.sort)
    typed = getattr(command, "limit", None)
    return context.charter.term_of(command.name, sort=state.sort if state else "") if typed is None else None


def check_correction(subject: Subject, state: Matter, command: Correct, *, today: date) -> None:
    """Refuses a correction without a reason, with a day beyond the adjacent steps, or with a day after a limit that its step has set."""
    effective_day(command.day, today=today, since=None, field="day")
    check_text("reason", command.reason)
    number = entry_named(state.log, command.step)
    check_between(state.log, number, command.day, neighbours=state.neighbours(number), subject=subject)
    for entry, limit in state.limits_set():
        if entry == number and limit < command.day:
            raise invalid("day", command.day.isoformat(), f"不能晚于该步骤确定的期限（{limit.isoformat()}）")


def check_text(field: str, text: str) -> None:
    """Refuses a text without a visible character."""
    if is_blank(text):
        raise invalid(field, None, "必须填写")


def year_of(year: int | None, day: date) -> int:
    """Returns the year 年度 of a matter that begins on this day, by default that of the day; refuses all but the adjacent years."""
    year = day.year if year is None else year
    if not day.year - 1 <= year <= day.year + 1:
        raise invalid("year", year, f"年度须在{day.year - 1}至{day.year + 1}之间")
    return year
