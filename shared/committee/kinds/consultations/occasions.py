"""Whom each step of an activity concerns: the members who are invited."""

from shared.committee.notifications.vocabulary import NotificationSort, Occasion, Recipient
from shared.domain.command import Command
from shared.domain.consultations.participant_commands import CompletedInvite
from shared.domain.consultations.state import Consultation


def occasions(state: Consultation, command: Command) -> list[Occasion]:
    """Returns what a step notifies of. `state`: that after the step."""
    if not isinstance(command, CompletedInvite):
        return []
    day = f"{state.planned.isoformat()}举行" if state.planned else ""
    return [Occasion(NotificationSort.INVITED, Recipient.MEMBER, member, day) for member in command.notified]
