"""The decisions on a consultation or another activity. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from shared.contracts.consultation_vocabulary import ActivityClass, ActivityForm, ConsultationState, HeldBy
from shared.domain.admission import DecisionContext, admit, check_text, year_of
from shared.domain.charters.sectors import check_sector
from shared.domain.command import Correct
from shared.domain.consultations import commands
from shared.domain.consultations import follow_up_commands as follow_up
from shared.domain.consultations import research_commands as research
from shared.domain.consultations.evolution import ConsultationEvent
from shared.domain.consultations.follow_up_rules import complete_follow_up
from shared.domain.consultations.participant_commands import Invite
from shared.domain.consultations.participant_rules import check_invitation, with_participants
from shared.domain.consultations.research_rules import check_signed, complete_research, procedure_of
from shared.domain.consultations.state import Consultation
from shared.domain.consultations.suggestion_commands import AddSuggestions, RewordSuggestion
from shared.domain.consultations.suggestion_rules import (
    MOST_SUGGESTIONS,
    complete_suggestions,
    no_suggestion,
    suggestion_of,
)
from shared.domain.consultations.transitions import TRANSITIONS
from shared.domain.days import check_limit
from shared.domain.errors import EntryCount, conflict, invalid
from shared.domain.lines import line_in
from shared.domain.transitions import ALREADY

MOST_ABSENTEES = 1000
MOST_EXCHANGES = 10_000


def decide(  # noqa: C901, PLR0912 - one case for each command
    state: Consultation | None, command: commands.ConsultationCommand, *, context: DecisionContext
) -> ConsultationEvent:
    """Returns the event of the command; raises a `LianxiError` when a rule refuses it."""
    _check_organised(state, command, context=context)
    event = admit(state, command, TRANSITIONS, context=context)
    completed, day = event.command, event.on
    if state is None:
        return replace(event, command=_begin(completed, day, context=context))
    match completed:
        case commands.Organise():
            return replace(event, command=_organise(state, completed, day, context=context))
        case commands.SendNotice() | commands.SendPapers():
            _check_unsent(state, completed)
        case commands.AnswerSuggestion():
            _check_answer(state, completed)
        case commands.ReferSuggestion():
            _check_referral(state, completed, day, context=context)
        case commands.Hold():
            procedure = procedure_of(state, completed, context=context)
            return replace(event, command=_hold(state, completed), research=procedure)
        case Invite():
            check_invitation(completed)
        case research.ResearchStep():
            return replace(event, command=complete_research(state, completed, day, context=context))
        case commands.SubmitOutcome():
            check_signed(state, completed)
        case follow_up.FollowUpStep():
            return replace(event, command=complete_follow_up(state, completed, day, context=context))
        case AddSuggestions() | RewordSuggestion():
            return replace(event, command=complete_suggestions(state, completed))
        case commands.ReceiveFeedback():
            _receive_feedback(state, completed)
        case commands.Cancel(reason=reason):
            check_text("reason", reason)
        case commands.ConvertOutcome():
            return replace(event, command=_complete_conversion(state, completed))
        case commands.RaiseTopic() | commands.CloseConsultation() | Correct():
            pass  # no rule of their own
        case _:
            assert_never(completed)
    return event


def _check_organised(
    state: Consultation | None, command: commands.ConsultationCommand, *, context: DecisionContext
) -> None:
    """Refuses to record that an activity was held before it was organised."""
    if isinstance(command, commands.Hold) and state is not None and state.status is ConsultationState.TOPIC_RAISED:
        day = (command.on or context.today).isoformat()
        rule = f"议题于{state.log[0].on}提出，还没有“{commands.Organise.title_zh}”，不能“{command.title_zh}”"
        raise TRANSITIONS.field_refusal(state, "on", day, rule)


def _complete_conversion(state: Consultation, command: commands.ConvertOutcome) -> commands.ConvertOutcome:
    """Returns the command with the line of its title; refuses one with two targets or none, and one that is recorded already."""
    if (command.to is None) == (command.begins is None):
        raise invalid("to", command.to, "已有的事项和新建的种类须填写一项，且只填一项")
    if command.to in state.converted_to:
        raise conflict("already-recorded", "to", command.to, "已登记转化为这件事项")
    return replace(command, title=line_in("title", command.title) if command.title and command.begins else "")


def _begin(
    command: commands.ConsultationCommand, day: date, *, context: DecisionContext
) -> commands.ConsultationCommand:
    """Returns the topic with its year and the charter's name of its sector; refuses a form that its activity does not have."""
    if not isinstance(command, commands.RaiseTopic):
        return command
    _check_form(command.activity, command.form)
    _check_body(command.held_by, context=context)
    if command.appraises and command.activity is not ActivityClass.APPRAISAL:
        raise invalid(
            "appraises", command.appraises, f"只有民主评议可以评议往年的调研，{command.activity.title_zh}不填"
        )
    sector = check_sector(command.sector, charter=context.charter)
    return replace(command, year=year_of(command.year, day), sector=sector)


def _check_body(held_by: HeldBy | None, *, context: DecisionContext) -> None:
    """Refuses a body that the charter does not name."""
    bodies = context.charter.holding_bodies
    if held_by is not None and held_by not in bodies:
        raise invalid("held_by", held_by.title_zh, f"章程规定的主办为：{'、'.join(each.title_zh for each in bodies)}")


def _organise(
    state: Consultation, command: commands.Organise, day: date, *, context: DecisionContext
) -> commands.Organise:
    """Returns the command with the latest days for notice and papers: the working days of the charter before it, not before `day`."""
    _check_form(state.activity, command.form)
    _check_body(command.held_by, context=context)
    command = replace(command, sector=check_sector(command.sector, charter=context.charter))
    planned = command.date
    if planned is None:
        return command
    check_limit("date", planned, since=day, rule="活动日期不能早于组织日期", today=context.today)
    for field, typed in (("notice_due", command.notice_due), ("papers_due", command.papers_due)):
        if typed is not None and not day <= typed <= planned:
            raise invalid(field, typed.isoformat(), f"须在组织日期（{day}）和活动日期（{planned}）之间")

    def due(given: date | None, working_days: int) -> date | None:
        if given is not None or not working_days or state.activity is not ActivityClass.CONSULTATION:
            return given
        return max(day, context.calendar.working_days_before(planned, working_days))

    return replace(
        command,
        notice_due=due(command.notice_due, context.charter.notice_working_days),
        papers_due=due(command.papers_due, context.charter.papers_working_days),
    )


def _check_unsent(state: Consultation, command: commands.SendNotice | commands.SendPapers) -> None:
    sent = state.notice_sent if isinstance(command, commands.SendNotice) else state.papers_sent
    if sent is not None:
        raise TRANSITIONS.refusal(state, command, f"已登记“{command.title_zh}”", code=ALREADY)


def _check_answer(state: Consultation, command: commands.AnswerSuggestion) -> None:
    """Refuses the answer to a suggestion that was not made, and one without department or text."""
    if suggestion_of(state, command.number) is None:
        raise no_suggestion(state, "number", command.number)
    check_text("department", command.department)
    check_text("answer", command.answer)


def _check_referral(
    state: Consultation, command: commands.ReferSuggestion, day: date, *, context: DecisionContext
) -> None:
    """Refuses the referral of a suggestion that was not made or is answered, to nobody, and with a limit before it."""
    suggestion = suggestion_of(state, command.number)
    if suggestion is None:
        raise no_suggestion(state, "number", command.number)
    if suggestion.answered is not None:
        raise conflict(ALREADY, "number", command.number, "这条建议已登记答复，不再转办")
    check_text("department", command.department)
    check_limit("until", command.until, since=day, rule="答复期限不能早于转办的日期", today=context.today)


def _hold(state: Consultation, command: commands.Hold) -> commands.Hold:
    """Returns the command with the number of participants; refuses lists that are too long, and lines without text."""
    command = with_participants(command)
    _check_exchange(state.activity, command)
    for field, listed, most in (
        ("suggestions", command.suggestions, MOST_SUGGESTIONS),
        ("attendees", command.attendees, command.participants or 0),
        ("absentees", command.absentees, MOST_ABSENTEES),
    ):
        if len(listed) > most:
            raise invalid(field, EntryCount(len(listed)), f"最多{most}条")
        for number, text in enumerate(listed):
            check_text(f"{field}.{number}", text)
    return command


def _check_exchange(activity: ActivityClass, command: commands.Hold) -> None:
    """Refuses questions, answers and rejoinders of an activity that is no consultation."""
    for field, count in (
        ("questions", command.questions),
        ("answers", command.answers),
        ("rejoinders", command.rejoinders),
    ):
        if not 0 <= count <= MOST_EXCHANGES:
            raise invalid(field, count, f"须在0至{MOST_EXCHANGES}之间")
        if count and activity is not ActivityClass.CONSULTATION:
            raise invalid(field, count, f"只有协商活动统计问、答、辩，{activity.title_zh}不填")


def _check_form(activity: ActivityClass, form: ActivityForm | None) -> None:
    if form is not None and activity is not ActivityClass.CONSULTATION:
        raise invalid("form", str(form), f"只有协商活动有协商形式，{activity.title_zh}不填")


def _receive_feedback(state: Consultation, command: commands.ReceiveFeedback) -> None:
    """Refuses feedback without a number, a number given or recorded twice, and a suggestion done that was not adopted, now or before."""
    if not command.adopted and not command.done and state.suggestions:
        raise invalid("adopted", [], "采纳和落实的建议至少填写一项（填写建议的序号）")
    for field, numbers in (("adopted", command.adopted), ("done", command.done)):
        if len(set(numbers)) != len(numbers):
            raise invalid(field, list(map(str, numbers)), "同一序号只填一次")
        for number in numbers:
            _check_number(state, field, number, adopted=command.adopted)


def _check_number(state: Consultation, field: str, number: int, *, adopted: tuple[int, ...]) -> None:
    suggestion = suggestion_of(state, number)
    if suggestion is None:
        raise no_suggestion(state, field, number)
    recorded = suggestion.adopted if field == "adopted" else suggestion.done
    if recorded is not None:
        raise invalid(field, number, f"第{number}条建议已登记")
    if field == "done" and suggestion.adopted is None and number not in adopted:
        raise invalid(field, number, f"第{number}条建议尚未采纳，不能登记为已落实")
