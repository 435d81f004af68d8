"""Queries of suggested topics: a page of the list, one of them, and those that the public may read."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.tree import OrganizationTree
from shared.committee.topic_suggestions.repository import (
    SUGGESTION_TABLE,
    SuggestionSource,
    TopicState,
    TopicSuggestion,
    of_state,
    topic_suggestions,
)
from shared.committee.topic_suggestions.schemas import TopicSuggestionView
from shared.storage.attributes import from_attributes
from shared.web.paging import ListPage, PageWindow

MOST_SHOWN = 200
"""The most accepted topics that the public page shows: the newest."""


async def list_suggestions(
    connection: AsyncConnection, organization: str, window: PageWindow, *, status: TopicState | None = None
) -> ListPage[TopicSuggestionView]:
    """Returns a page of the suggested topics of an organization, the newest first."""
    table = topic_suggestions.c
    wanted = table.organization == organization if status is None else of_state(organization, status)
    order = (table.year.desc(), table.number.desc())
    found, total = await SUGGESTION_TABLE.page(connection, [wanted], window, order=order)
    return window.of([_view(each) for each in found], total)


async def read_suggestion(
    _connection: AsyncConnection, suggestion: TopicSuggestion, _today: date, _tree: OrganizationTree
) -> TopicSuggestionView:
    """Returns the view of a stored suggestion."""
    return _view(suggestion)


async def accepted_topics(connection: AsyncConnection, organization: str) -> list[tuple[str, date]]:
    """Returns topic and day of those suggestions that are in a plan, the newest first: all that the public reads of them."""
    table = topic_suggestions.c
    query = select(table.name, table.decided_on).where(of_state(organization, TopicState.ACCEPTED))
    rows = await connection.execute(query.order_by(table.decided_on.desc(), table.id.desc()).limit(MOST_SHOWN))
    return [(row.name, row.decided_on) for row in rows]


def _view(suggestion: TopicSuggestion) -> TopicSuggestionView:
    source, status = SuggestionSource(suggestion.source), TopicState(suggestion.status)
    return from_attributes(
        TopicSuggestionView,
        suggestion,
        source=source,
        source_title=source.title_zh,
        status=status,
        status_title=status.title_zh,
    )
