"""Checks common to the decisions of all kinds of matter: the legality of a command, its effective day, and whether it is recorded late.

They depend on the organization, the charter and the day of the decision.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from shared.contracts.catalogue import TYPE_OF
from shared.contracts.subjects import Subject
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import Level, Recorded
from shared.domain.calendar import STATUTORY, WorkingCalendar
from shared.domain.charters.charter import WINDOWS, Charter
from shared.domain.command import Command, Correct
from shared.domain.comparison import is_blank
from shared.domain.days import effective_day, is_recorded_late
from shared.domain.errors import EntryCount, invalid
from shared.domain.event import DomainEvent
from shared.domain.log import STEPLESS, Entry, check_between, entry_named, title_of
from shared.domain.matter import Matter
from shared.domain.terms import Term
from shared.domain.transitions import Transitions, not_begun


@dataclass(frozen=True, kw_only=True)
class DecisionContext:
    """The organization that decides, its level, its charter on the day that the command names, and today.

    `corrected`: the charter on the day that a correction names; `calendar`: the working days that the service knows.
    """

    organization: str
    level: Level
    charter: Charter
    today: date
    corrected: Charter | None = None
    calendar: WorkingCalendar = STATUTORY


C = TypeVar("C", bound=Command)


def admit(
    state: Matter | None, command: C, transitions: Transitions[Titled], *, context: DecisionContext
) -> DomainEvent[C]:
    """Returns the event of the command with its effective day; raises a `LianxiError` when the command is not legal now."""
    before = _step_before(state, command, transitions)
    title = "" if before is None else f"上一步骤“{title_of(transitions.subject, before)}”"
    day = effective_day(command.on, today=context.today, since=before.on if before else None, since_title=title)
    if isinstance(command, Correct) and state is not None:
        _check_correction(transitions.subject, state, command, today=context.today)
    return DomainEvent(
        type=TYPE_OF[transitions.subject, command.name],
        command=replace(command, on=day),
        on=day,
        recorded_late=is_recorded_late(day, reason=command.late_reason, today=context.today, charter=context.charter),
        term=_term(state, command, day, context=context),
        records=_records(command, begins=state is None, context=context),
    )


def _step_before(state: Matter | None, command: Command, transitions: Transitions[Titled]) -> Entry | None:
    """Returns the step that the command must not precede, if any; refuses a command that the state does not allow."""
    begins = command.name in transitions.begins
    if state is None:
        if not begins:
            raise not_begun()
        return None
    if begins and command.name not in transitions.table:
        raise transitions.refusal(state, command, "该事项已经开始", code="already-begun")
    transitions.check(state, command)
    return None if command.name in STEPLESS else state.step_before(command)


def _records(command: Command, *, begins: bool, context: DecisionContext) -> tuple[Recorded, ...]:
    """Returns the optional measures that the charter names on the first day of the matter, or on the day that a correction names."""
    if isinstance(command, Correct):
        return (context.corrected or context.charter).records
    return context.charter.records if begins else ()


def _term(state: Matter | None, command: Command, day: date, *, context: DecisionContext) -> Term | None:
    """Returns the charter's term for the command, or for the step that it corrects, if there is one; a limit in working days is resolved.

    The term of a window is counted from an earlier step, so that the rules of its command count it.
    """
    charter, step, begun = context.charter, command.name, day
    if isinstance(command, Correct) and state is not None:
        charter, begun = context.corrected or charter, command.day
        step = state.log[entry_named(state.log, command.step) - 1].command
    term = charter.term_of(step, proposal_type=state.proposal_type if state else "")
    return term.resolved_on(begun, context.calendar) if term and step not in WINDOWS else term


def _check_correction(subject: Subject, state: Matter, command: Correct, *, today: date) -> None:
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
        raise invalid(field, EntryCount(0), "必须填写")


def year_of(year: int | None, day: date) -> int:
    """Returns the year 年度 of a matter that begins on this day, by default that of the day; refuses all but the adjacent years."""
    year = day.year if year is None else year
    if not day.year - 1 <= year <= day.year + 1:
        raise invalid("year", year, f"年度须在{day.year - 1}至{day.year + 1}之间")
    return year
