"""The use cases of suggested topics. Each runs inside the transaction of its request."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import TransactionContext
from shared.committee.events.version import epoch_of
from shared.committee.kinds.plans.kind import PLANS
from shared.committee.matters.references import check_reference
from shared.committee.matters.repository import next_numbers
from shared.committee.matters.usecases import execute_for
from shared.committee.members.repository import MEMBER_TABLE
from shared.committee.notifications.repository import cause_of, notify
from shared.committee.notifications.vocabulary import TOPICS, NotificationSort, Occasion, Recipient
from shared.committee.registers.access import TOPIC_SUGGESTIONS, register_owner
from shared.committee.topic_suggestions.repository import (
    SuggestionSource,
    TopicState,
    TopicSuggestion,
    add,
    waiting_topics,
)
from shared.committee.topic_suggestions.schemas import (
    AcceptTopic,
    DeclineTopic,
    NewTopicSuggestion,
    PublicTopic,
    TopicSuggestionCommand,
)
from shared.contracts.vocabulary import Role
from shared.domain.admission import check_text
from shared.domain.comparison import name_key
from shared.domain.errors import ConflictError
from shared.domain.lines import line_in
from shared.domain.plans.commands import AddItem
from shared.web.accounts import Account

MOST_WAITING = 2000
"""The most topics of the public that wait for a decision of one organization."""
_NUMBERED = "topic_suggestion"
"""The kind of the numbers of suggested topics among the counted numbers of an organization."""


class SuggestedTopic(NamedTuple):
    """A topic as it is suggested. `suggester`: who suggests it, `author`: the account; both empty for the public."""

    name: str
    text: str = ""
    suggester: str = ""
    author: str = ""


async def enter(tx: TransactionContext, account: Account, new: NewTopicSuggestion) -> TopicSuggestion:
    """Stores the topic that an account suggests."""
    organization = register_owner(
        account, new.organization, TOPIC_SUGGESTIONS.entering, context=tx.context, tree=tx.tree
    )
    source = _source_of(account)
    given = line_in("suggester", new.suggester) if new.suggester else await _named(tx.connection, account, source)
    topic = SuggestedTopic(line_in("name", new.name), new.text, given, account.name)
    (suggestion,) = await store(tx, organization, source, [topic])
    return suggestion


def _source_of(account: Account) -> SuggestionSource:
    """Returns the source of what an account suggests; what the office enters came by mail."""
    if Role.SECRETARIAT in account.roles:
        return SuggestionSource.MAIL
    return SuggestionSource.UNIT if account.unit else SuggestionSource.MEMBER


async def _named(connection: AsyncConnection, account: Account, source: SuggestionSource) -> str:
    """Returns the name of the unit or of the member of an account, as far as it has one."""
    if source is SuggestionSource.UNIT:
        return account.unit or ""
    if source is SuggestionSource.MEMBER and account.member:
        return (await MEMBER_TABLE.find(connection, account.member)).name
    return ""


async def suggest_publicly(tx: TransactionContext, organization: str, new: PublicTopic) -> None:
    """Stores a topic of the public, once; raises `ConflictError` `collection-full` when too many wait for a decision."""
    topic = SuggestedTopic(line_in("topic", new.topic), new.text.strip())
    waiting = await waiting_topics(tx.connection, organization, SuggestionSource.PUBLIC)
    if any((each.name, each.text) == topic[:2] for each in waiting):
        return
    if len(waiting) >= MOST_WAITING:
        raise ConflictError("collection-full", "待研究的议题已经很多，暂时不再征集，请以后再提")
    await store(tx, organization, SuggestionSource.PUBLIC, [topic])


async def store(
    tx: TransactionContext, organization: str, source: SuggestionSource, topics: Sequence[SuggestedTopic]
) -> list[TopicSuggestion]:
    """Stores suggested topics with the next numbers of the year."""
    today = tx.context.today()
    first = await next_numbers(tx.connection, organization, _NUMBERED, today.year, count=len(topics))
    epoch = await epoch_of(tx.connection)
    suggestions = [
        TopicSuggestion(
            id=f"{organization}-topic-{today.year}-{number}",
            organization=organization,
            name=topic.name,
            epoch=epoch,
            sequence=1,
            year=today.year,
            number=number,
            text=topic.text,
            source=str(source),
            suggester=topic.suggester,
            author=topic.author,
            made_on=today,
            status=str(TopicState.WAITING),
            reason="",
            decided_on=None,
            plan=None,
            item=None,
        )
        for number, topic in enumerate(topics, first)
    ]
    await add(tx.connection, suggestions)
    return suggestions


async def change(
    tx: TransactionContext, account: Account, suggestion: TopicSuggestion, command: TopicSuggestionCommand
) -> TopicSuggestion:
    """Returns the suggestion as a command decides on it, without saving it; an accepted topic becomes an item of the plan."""
    if not suggestion.waiting:
        decided = TopicState(suggestion.status).title_zh
        raise ConflictError("already-decided", f"“{suggestion.name}”{decided}，不能再研究，请另登记议题")
    today = tx.context.today()
    match command:
        case DeclineTopic(reason=reason):
            check_text("reason", reason)
            await notify_suggester(tx, suggestion, "decline", account=account.name)
            return replace(suggestion, status=str(TopicState.DECLINED), reason=reason, decided_on=today)
        case AcceptTopic(plan=plan):
            item = await _add_to_plan(tx, account, suggestion, command)
            await notify_suggester(tx, suggestion, "accept", account=account.name)
            return replace(suggestion, status=str(TopicState.ACCEPTED), decided_on=today, plan=plan, item=item)


async def _add_to_plan(
    tx: TransactionContext, account: Account, suggestion: TopicSuggestion, command: AcceptTopic
) -> int:
    """Adds the topic to the plan; returns the number of its item."""
    await check_reference(tx.connection, (PLANS,), "plan", command.plan, organization=suggestion.organization)
    item = AddItem(
        topic=command.topic or suggestion.name,
        activity=command.activity,
        lead_leader=command.lead_leader,
        department=command.department,
        person=command.person,
        deadline=command.deadline,
    )
    after = await execute_for(tx, account, PLANS, command.plan, item, check_version=lambda _plan: None)
    return len(after.state.items)


def same_topic(name: str, suggester: str) -> tuple[str, str]:
    """Returns the key by which an import recognizes a topic that the list contained before."""
    return name_key(name), name_key(suggester)


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
