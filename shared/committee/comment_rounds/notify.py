"""Notifies those who are asked for comments: the accounts of a unit, or the office of an organization that the one above asks."""

from shared.committee.comment_rounds.repository import CommentRequest
from shared.committee.context import TransactionContext
from shared.committee.notifications.repository import cause_of, notify
from shared.committee.notifications.vocabulary import COMMENT_REQUESTS, NotificationSort, Occasion, Recipient

ASK, WITHDRAW = "ask", "withdraw"
"""What the notification is about: a request that is new or changed, and one that needs no comment any more."""

REMIND_ANSWER = "remind_answer"
"""What the reminder of the answer to a suggestion is about."""


async def notify_asked(tx: TransactionContext, request: CommentRequest, about: str, *, account: str) -> None:
    """Notifies the unit, or the office, of a stored request."""
    step = f"{about}_answer" if request.suggestion else about
    cause = cause_of(request, request.sequence, COMMENT_REQUESTS, step, account=account, at=tx.context.now())
    recipient = Recipient.UNIT if request.unit else Recipient.SECRETARIAT
    which = f"{request.document}，" if request.suggestion else ""
    detail = f"{which}{request.deadline.isoformat()}截止" if about == ASK else which.removesuffix("，")
    occasion = Occasion(NotificationSort.FEEDBACK, recipient, request.unit, detail)
    await notify(tx.connection, [(cause, [occasion])])
