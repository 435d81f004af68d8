"""Whom each step of an opinion report concerns: who handed it in is notified of what becomes of it, here and elsewhere."""

from shared.committee.notifications.vocabulary import NotificationSort, Occasion, Recipient
from shared.contracts.vocabulary import OpinionState as S
from shared.domain.command import Command
from shared.domain.opinions.commands import Adopt, FeedBack, Instruct, Keep
from shared.domain.opinions.state import Opinion
from shared.domain.transfers.commands import Note

_ELSEWHERE = {str(each): each.title_zh for each in (S.ADOPTED, S.INSTRUCTED, S.FED_BACK, S.KEPT)}
"""The states of a derived report of which its first author is notified."""


def occasions(_state: Opinion, command: Command) -> list[Occasion]:
    """Returns what a step notifies of."""
    match command:
        case Adopt() | Instruct() | FeedBack() | Keep():
            return [Occasion(NotificationSort.DECIDED, Recipient.PROPOSERS)]
        case Note(state=there) if there in _ELSEWHERE:
            return [Occasion(NotificationSort.DECIDED, Recipient.PROPOSERS, detail=_ELSEWHERE[there])]
    return []
