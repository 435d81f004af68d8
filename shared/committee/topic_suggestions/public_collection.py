"""The public collection of topics 议题征集 of a committee whose charter opens it: its pages and its HTTP routes use it."""

from typing import NamedTuple

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.public_board.responses import open_committee, open_committees
from shared.committee.topic_suggestions.schemas import PublicTopic
from shared.committee.topic_suggestions.usecases import suggest_publicly
from shared.domain.charters.charter import Charter
from shared.domain.errors import NotFoundError

SUGGESTION_COST = 20
"""The requests that a suggestion counts as."""


class TopicCollection(NamedTuple):
    """A committee that collects topics of the public today."""

    organization: str
    name: str


async def open_collections(context: ServiceContext) -> list[TopicCollection]:
    """Returns the hosted committees whose charter opens the collection today, by key."""
    return [TopicCollection(*each) for each in await open_committees(context, _opens)]


async def collection_of(context: ServiceContext, address: str | None) -> TopicCollection:
    """Returns the collection at an address, or without one the only collection; raises `no-public-topics` where none is open."""
    found = await open_committee(context, address, _opens)
    if found is None:
        raise NotFoundError("no-public-topics", "没有公开征集议题")
    return TopicCollection(*found)


async def suggest_to(context: ServiceContext, collection: TopicCollection, topic: PublicTopic) -> None:
    """Stores a topic of the public in a transaction of its own."""
    tree = await context.directory.tree()
    async with context.service.transaction() as connection:
        await suggest_publicly(TransactionContext(connection, context, tree), collection.organization, topic)


def _opens(charter: Charter) -> bool:
    return charter.public_topics
