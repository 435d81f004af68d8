"""The HTTP routes of suggested topics, `/api/v1/topic-suggestions`, and of the import of a list of them."""

from fastapi import APIRouter

from shared.committee.command_routes import path_id
from shared.committee.context import ServiceContext
from shared.committee.imports.uploads import add_register_import
from shared.committee.registers.access import TOPIC_SUGGESTIONS, Owner, owner_of
from shared.committee.registers.register import Register
from shared.committee.registers.routes import add_register_routes
from shared.committee.topic_suggestions import usecases
from shared.committee.topic_suggestions.imports import TopicImportResult, TopicImports
from shared.committee.topic_suggestions.queries import list_suggestions, read_suggestion
from shared.committee.topic_suggestions.repository import SUGGESTION_TABLE, TopicState, TopicSuggestion
from shared.committee.topic_suggestions.schemas import (
    AcceptTopic,
    DeclineTopic,
    NewTopicSuggestion,
    TopicSuggestionCommand,
    TopicSuggestionView,
)
from shared.web.actor import Actor
from shared.web.paging import ListPage, Paging

COMMANDS: dict[str, tuple[str, type[TopicSuggestionCommand]]] = {
    "accept": ("列入计划", AcceptTopic),
    "decline": ("不予列入", DeclineTopic),
}
"""Command -> its title and its body."""

REGISTER: Register[TopicSuggestion, NewTopicSuggestion, TopicSuggestionCommand, TopicSuggestionView] = Register(
    name="topic-suggestions",
    entry_title="征集的议题",
    enter_title="提出议题",
    described="Returns a topic that was suggested for an annual plan, and what became of it.",
    permissions=TOPIC_SUGGESTIONS,
    entries=SUGGESTION_TABLE,
    id_of=path_id("522625-topic-2026-1"),
    new=NewTopicSuggestion,
    view=TopicSuggestionView,
    commands=COMMANDS,
    read=read_suggestion,
    enter=usecases.enter,
    change=usecases.change,
)


def topic_suggestions_router(context: ServiceContext) -> APIRouter:
    """Returns the router with every route of suggested topics."""
    router = APIRouter(tags=["年度协商计划"])
    add_register_import(
        router,
        "/api/v1/imports/topic-suggestions",
        TopicImports(context),
        name="topics",
        summary="导入征集的议题",
        result=TopicImportResult,
        described="Imports a list of topics that came by mail, as a whole or not at all. CSV (also gzip), xlsx or ods; "
        "twice adds nothing.",
    )
    register = APIRouter(prefix=REGISTER.address)

    @register.get("", summary="征集的议题列表")
    async def listing(
        account: Actor, paging: Paging, organization: Owner = None, status: TopicState | None = None
    ) -> ListPage[TopicSuggestionView]:
        """Returns the topics that were suggested for annual plans, the newest first."""
        owner = await owner_of(context, account, organization, TOPIC_SUGGESTIONS.read)
        async with context.service.reading() as connection:
            return await list_suggestions(connection, owner, paging, status=status)

    add_register_routes(register, context, REGISTER)
    router.include_router(register)
    return router
