"""Notifies the member or the unit that suggested a topic of what the office has decided."""

from shared.committee.context import TransactionContext
from shared.committee.notifications.repository import cause_of, notify
from shared.committee.notifications.vocabulary import TOPICS, NotificationSort, Occasion, Recipient
from shared.committee.topic_suggestions.repository import SuggestionSource, TopicSuggestion
from shared.domain.comparison import name_key

_RECIPIENTS = {SuggestionSource.MEMBER: Recipient.PROPOSERS, SuggestionSource.UNIT: Recipient.UNIT}


async def notify_suggester(tx: TransactionContext, suggestion: TopicSuggestion, command: str, *, account: str) -> None:
    """Notifies the account of the member, or the unit; whoever wrote a letter has no account."""
    recipient = _RECIPIENTS.get(SuggestionSource(suggestion.source))
    if recipient is None:
        return
    addressee = suggestion.author if recipient is Recipient.PROPOSERS else name_key(suggestion.suggester)
    sequence = suggestion.sequence + 1
    cause = cause_of(suggestion, sequence, TOPICS, command, account=account, at=tx.context.now())
    await notify(tx.connection, [(cause, [Occasion(NotificationSort.DECIDED, recipient, addressee)])])
