"""Applies an event to a consultation or another activity. Needs no charter and no clock."""

from typing import assert_never

from msgspec import structs

from shared.contracts.consultation_vocabulary import ConsultationState as S
from shared.domain.command import Correct
from shared.domain.consultations import commands
from shared.domain.consultations import follow_up_commands as follow_up
from shared.domain.consultations.follow_up import followed
from shared.domain.consultations.participant_commands import Invite
from shared.domain.consultations.research_commands import InstructOutcome
from shared.domain.consultations.state import Consultation, Numbered
from shared.domain.consultations.suggestion_commands import AddSuggestions, CompletedAddSuggestions, RewordSuggestion
from shared.domain.consultations.transitions import TRANSITIONS
from shared.domain.event import DomainEvent
from shared.domain.event_log import due_of, entry_of, evolved
from shared.domain.transitions import not_begun

_PROPERTIES = ("form", "held_by", "sector", "setting", "mobility", "gathering", "notice_due", "papers_due")
"""The fields of `organise` that replace those of the state where they are given."""

ConsultationEvent = DomainEvent[commands.ConsultationCommand]


def evolve(state: Consultation | None, event: ConsultationEvent) -> Consultation:
    """Returns the state after the event."""
    return evolved(state, event, TRANSITIONS, begun=_begun, recorded=_recorded)


def _begun(event: ConsultationEvent) -> Consultation:
    match event.command:
        case (
            commands.RaiseTopic(
                activity=activity, level=level, form=form, year=year, held_by=held_by, sector=sector
            ) as raised
        ):
            return Consultation(
                year=year or event.on.year,
                activity=activity,
                level=level,
                form=form,
                held_by=held_by,
                sector=sector,
                appraises=raised.appraises,
                log=(entry_of(event, S.TOPIC_RAISED),),
            )
    raise not_begun()


def _recorded(  # noqa: C901, PLR0912 - one case for each command
    state: Consultation, event: ConsultationEvent
) -> Consultation:
    """Returns the state changed by the event; the caller adds the log entry."""
    entry, replace = state.sequence + 1, structs.replace
    match event.command:
        case commands.Organise() as organised:
            named = {name: value for name in _PROPERTIES if (value := getattr(organised, name)) is not None}
            return replace(state, planned=organised.date or state.planned, **named)
        case commands.Hold() as held:
            return replace(
                state,
                participants=held.participants or 0,
                members=held.members,
                departments=held.departments,
                public=held.public,
                experts=held.experts,
                questions=held.questions,
                answers=held.answers,
                rejoinders=held.rejoinders,
                suggestions=tuple(Numbered(made=entry) for _ in held.suggestions),
                follow_up=replace(state.follow_up, procedure=event.research),
            )
        case Invite():
            return replace(state, invited=entry)
        case commands.SendNotice():
            return replace(state, notice_sent=entry)
        case commands.SendPapers():
            return replace(state, papers_sent=entry)
        case CompletedAddSuggestions(added=added):
            return replace(state, suggestions=(*state.suggestions, *(Numbered(made=entry),) * added))
        case commands.AnswerSuggestion(number=number):
            return _with_suggestion(state, number, structs.replace(state.suggestions[number - 1], answered=entry))
        case commands.ReferSuggestion(number=number, until=until):
            referred = structs.replace(state.suggestions[number - 1], referred=entry, until=until)
            return _with_suggestion(state, number, referred)
        case commands.SubmitOutcome(kind=kind):
            return replace(state, outcome=kind)
        case commands.ReceiveFeedback(adopted=adopted, done=done):
            return replace(state, suggestions=_with_feedback(state.suggestions, adopted, done, entry))
        case commands.ConvertOutcome(to=str(to)):
            return replace(state, converted_to=(*state.converted_to, to))
        case follow_up.FollowUpStep() as following:
            typed = following.reply_by if isinstance(following, InstructOutcome) else None
            due = due_of(event, entry, typed=typed)
            return replace(state, follow_up=followed(state.follow_up, following, entry, due))
        case commands.RaiseTopic() | AddSuggestions() | RewordSuggestion() | commands.ConvertOutcome():
            return state  # the log alone changes
        case commands.CloseConsultation() | commands.Cancel() | Correct():
            return state
        case _:
            assert_never(event.command)


def _with_suggestion(state: Consultation, number: int, changed: Numbered) -> Consultation:
    return structs.replace(state, suggestions=(*state.suggestions[: number - 1], changed, *state.suggestions[number:]))


def _with_feedback(
    suggestions: tuple[Numbered, ...], adopted: tuple[int, ...], done: tuple[int, ...], entry: int
) -> tuple[Numbered, ...]:
    return tuple(
        structs.replace(
            each,
            adopted=entry if number in adopted else each.adopted,
            done=entry if number in done else each.done,
        )
        for number, each in enumerate(suggestions, 1)
    )
