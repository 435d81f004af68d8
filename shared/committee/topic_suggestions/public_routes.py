"""The HTTP routes of the public collection of topics, `/public/api/v1/topics`: without login, where a charter opens it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.public_board.responses import CACHED, count_request
from shared.committee.topic_suggestions.public_collection import SUGGESTION_COST, collection_of, suggest_to
from shared.committee.topic_suggestions.queries import accepted_topics
from shared.committee.topic_suggestions.schemas import AcceptedTopic, AcceptedTopics, PublicTopic
from shared.contracts.subjects import LONGEST_KEY
from shared.web.actor import Public

Address = Annotated[str | None, Query(max_length=LONGEST_KEY, description="单位的代码；只有一个单位开放时可以不填")]


def public_topics_router(context: ServiceContext) -> APIRouter:
    """Returns the router of the collection."""
    router = APIRouter(prefix="/public/api/v1/topics", tags=["议题征集"], dependencies=[Public])

    @router.get("", summary="已列入计划的议题")
    async def listing(request: Request, response: Response, organization: Address = None) -> AcceptedTopics:
        """Returns the topics of a committee that were accepted into a plan, the newest first; no login is needed."""
        count_request(request)
        collection = await collection_of(context, organization)
        async with context.service.reading() as connection:
            accepted = await accepted_topics(connection, collection.organization)
        response.headers.update(CACHED)
        return AcceptedTopics(
            organization=collection.organization,
            organization_name=collection.name,
            items=[AcceptedTopic(topic=topic, accepted_on=day) for topic, day in accepted],
        )

    @router.post("", summary="提出议题", status_code=204)
    async def suggest(request: Request, topic: PublicTopic, organization: Address = None) -> None:
        """Stores a topic, once however often it is sent; hidden until the office accepts it. No login is needed."""
        count_request(request, cost=SUGGESTION_COST)
        await suggest_to(context, await collection_of(context, organization), topic)

    return router
