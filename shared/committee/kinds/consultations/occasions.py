"""Whom each step of an activity concerns: the members who are invited, and those who sign the report of research off."""

from shared.committee.notifications.vocabulary import NotificationSort, Occasion, Recipient
from shared.domain.command import Command
from shared.domain.consultations.participant_commands import CompletedInvite
from shared.domain.consultations.research_commands import DraftReport, SignOff
from shared.domain.consultations.state import Consultation


def occasions(state: Consultation, command: Command) -> list[Occasion]:
    """Returns what a step notifies of. `state`: that after the step."""
    match command:
        case CompletedInvite():
            day = f"{state.planned.isoformat()}举行" if state.planned else ""
            return [Occasion(NotificationSort.INVITED, Recipient.MEMBER, member, day) for member in command.notified]
        case DraftReport() | SignOff():
            return [_of_report(state)]
    return []


def _of_report(state: Consultation) -> Occasion:
    """Returns the occasion for the leaders while a sign-off is missing, and for the office after the last one."""
    if state.follow_up.unsigned:
        detail = f"待{state.follow_up.unsigned[0]}审签"
        return Occasion(NotificationSort.REPLIED, Recipient.LEADER, detail=detail)
    detail = "已全部审签" if state.follow_up.sign_offs else "待会议审议"
    return Occasion(NotificationSort.REPLIED, Recipient.OFFICE, detail=detail)
