"""Applies an event to an opinion report. Needs no charter and no clock."""

from typing import assert_never

from msgspec import structs

from shared.contracts.vocabulary import Level, Recorded
from shared.contracts.vocabulary import OpinionState as S
from shared.domain.command import Correct
from shared.domain.event import DomainEvent
from shared.domain.event_log import due_of, entry_of, evolved
from shared.domain.log import entry_named
from shared.domain.opinions import commands
from shared.domain.opinions.state import AbsorbedOpinion, Opinion, PrintedIssue, Recognition, Referral
from shared.domain.opinions.transitions import TRANSITIONS
from shared.domain.transfers.commands import Accept, Deliver, Note, NoteUrging, Resend, Return, Send, UrgeTransfer
from shared.domain.transfers.rules import with_transfer_step
from shared.domain.transfers.state import received_fields
from shared.domain.transitions import not_begun

OpinionEvent = DomainEvent[commands.AnyOpinionCommand]


def evolve(state: Opinion | None, event: OpinionEvent) -> Opinion:
    """Returns the state after the event."""
    return evolved(state, event, TRANSITIONS, begun=_begun, recorded=_recorded)


def _begun(event: OpinionEvent) -> Opinion:
    match event.command:
        case commands.Collect(year=year, channel=channel, limit=limit, online=online) as collect:
            return Opinion(
                year=year or event.on.year,
                channel=channel,
                online=bool(online),
                due=due_of(event, 1, typed=limit),
                records=event.records,
                converted_from=collect.converted_from,
                visit=collect.visit,
                opinion_call=collect.opinion_call,
                log=(entry_of(event, S.COLLECTED),),
            )
        case Deliver() as sent:
            return Opinion(**received_fields(sent), opinion_call=sent.opinion_call, log=(entry_of(event, S.DELIVERED),))
    raise not_begun()


def _recorded(state: Opinion, event: OpinionEvent) -> Opinion:  # noqa: C901, PLR0912 - one case for each command
    """Returns the state changed by the event; the caller adds the log entry."""
    command, entry, replace = event.command, state.sequence + 1, structs.replace
    match command:
        case commands.Adopt(level=Level() as level):
            return replace(state, adoptions=(*state.adoptions, Recognition(entry=entry, level=level)))
        case commands.Instruct(level=Level() as level):
            return replace(state, instructions=(*state.instructions, Recognition(entry=entry, level=level)))
        case commands.SubmitOpinion(level=Level() as level):
            return replace(state, submissions=(*state.submissions, Recognition(entry=entry, level=level)))
        case commands.MergeOpinion(into=into):
            return replace(state, merged_into=into)
        case commands.AbsorbOpinion(matter=matter):
            return replace(state, absorbed=(*state.absorbed, AbsorbedOpinion(entry=entry, matter=matter)))
        case commands.CompletedIssue(issue=name):
            return replace(state, issue=PrintedIssue(entry=entry, name=name))
        case commands.Edit(opinion_call=str() as call) | Deliver(opinion_call=str() as call):
            return replace(state, opinion_call=call)
        case commands.FeedBack():
            return replace(state, answers=(*state.answers, entry))
        case commands.Refer(unit=unit, limit=limit):
            referral = Referral(unit=unit, due=due_of(event, entry, typed=limit))
            return replace(state, referrals=(*state.referrals, referral))
        case commands.AnswerReferral(unit=unit):
            answered = next(each for each in state.open_referrals if each.unit == unit)
            replied = tuple(replace(each, answer=entry) if each is answered else each for each in state.referrals)
            return replace(state, referrals=replied)
        case Correct():
            return _under_records(state, command, event.records)
        case Send() | Resend() | UrgeTransfer() | Deliver() | Accept() | Return() | Note() | NoteUrging():
            return with_transfer_step(state, command, event)
        case commands.Adopt() | commands.Instruct() | commands.SubmitOpinion() | commands.Issue() | commands.Edit():
            return state  # the log alone changes
        case commands.Collect() | commands.ApproveOpinion() | commands.Keep():
            return state
        case _:
            assert_never(command)


def _under_records(state: Opinion, command: Correct, records: tuple[Recorded, ...]) -> Opinion:
    """Returns the state with the optional measures of the corrected day, if the collection is the step that a correction names."""
    collected = entry_named(state.log, command.step) == 1 and state.log[0].command == commands.Collect.name
    return structs.replace(state, records=records) if collected else state
