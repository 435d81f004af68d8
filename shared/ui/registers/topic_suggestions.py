"""`/topic-suggestions`: the topics that are suggested for annual plans: the list, one with the forms that decide on it, and a new one."""

from collections.abc import Mapping

from fastapi import APIRouter, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.registers.access import TOPIC_SUGGESTIONS
from shared.committee.tables import plans
from shared.committee.topic_suggestions.queries import list_suggestions
from shared.committee.topic_suggestions.repository import TopicState, TopicSuggestion
from shared.committee.topic_suggestions.routes import REGISTER
from shared.committee.topic_suggestions.schemas import (
    NewTopicSuggestion,
    TopicSuggestionCommand,
    TopicSuggestionView,
)
from shared.domain.plans.transitions import TRANSITIONS
from shared.ui.forms.charter_choices import plan_classes
from shared.ui.forms.fields import Choice
from shared.ui.registers.entry_pages import EntryPages, EntrySheet, entry_router
from shared.ui.registers.list_pages import RequestedList, list_page
from shared.web.accounts import Account
from shared.web.paging import ListPage


async def _sheets(
    connection: AsyncConnection,
    _account: Account,
    suggestion: TopicSuggestionView,
    context: ServiceContext,
    _tree: OrganizationTree,
) -> Mapping[str, EntrySheet]:
    """Returns the forms that decide on a suggestion, until one did; accepted it can be while a plan takes items."""
    if suggestion.status is not TopicState.WAITING:
        return {}
    known = {"topic": suggestion.name, "department": suggestion.suggester if suggestion.source == "unit" else ""}
    organization = suggestion.organization
    offers = {
        "plan": await _plans(connection, organization),
        "class": tuple(plan_classes(context.charters.on(context.today(), organization))),
    }
    accept = {"accept": EntrySheet(known, offers)} if offers["plan"] else {}
    return {**accept, "decline": EntrySheet({})}


async def _plans(connection: AsyncConnection, organization: str) -> tuple[Choice, ...]:
    """Returns the plans that take items, the newest first."""
    states = [str(state) for state in TRANSITIONS.table["add_item"]]
    table = plans.c
    query = select(table.id, table.year, table.title).where(
        table.organization == organization, table.status.in_(states)
    )
    rows = await connection.execute(query.order_by(table.year.desc()))
    return tuple(Choice(row.id, f"{row.year}年 {row.title}") for row in rows)


PAGES: EntryPages[TopicSuggestion, NewTopicSuggestion, TopicSuggestionCommand, TopicSuggestionView] = EntryPages(
    register=REGISTER,
    noun="topic_suggestion",
    title="议题征集",
    sheets=_sheets,
    questions={},
    stale="该议题刚被他人研究",
)


def topic_suggestion_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list, of one suggestion, and of the form of a new one."""
    router = entry_router(context, PAGES)

    @router.get(PAGES.address)
    async def listing(asked: RequestedList, status: TopicState | None = None) -> Response:
        """Renders the topics that were suggested to a committee, the newest first."""
        listed = await asked.listed(context, TOPIC_SUGGESTIONS, {"status": str(status or "")})
        public = listed.key is not None and context.charters.on(context.today(), listed.key).public_topics

        async def read(connection: AsyncConnection, committee: str) -> ListPage[TopicSuggestionView]:
            return await list_suggestions(connection, committee, asked.paging, status=status)

        states = list(TopicState)
        return await list_page(asked, context, "topic_suggestions.html", listed, read, states=states, public=public)

    return router
