"""`/public/topics`: everyone suggests topics for the annual plan without an account, where a charter opens it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.public_board.responses import CACHED, count_request
from shared.committee.topic_suggestions.public_collection import (
    SUGGESTION_COST,
    TopicCollection,
    collection_of,
    open_collections,
    suggest_to,
)
from shared.committee.topic_suggestions.queries import accepted_topics
from shared.committee.topic_suggestions.schemas import LONGEST_PUBLIC_TEXT, LONGEST_PUBLIC_TOPIC, PublicTopic
from shared.domain.errors import LianxiError
from shared.ui.forms.parse import parse_form
from shared.ui.layout import TEMPLATES
from shared.web.actor import Public
from shared.web.pages.forms import Form, first, read_public_form
from shared.web.problem import response_meta

ADDRESS = "/public/topics"
Word = Annotated[str, Query(max_length=32)]


def public_topic_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the collection of topics."""
    router = APIRouter(include_in_schema=False, dependencies=[Public])

    @router.get(ADDRESS)
    async def topics_page(request: Request, organization: Word = "", *, sent: bool = False) -> Response:
        """Renders the accepted topics of a committee and the form of a new one; with several open ones and no choice, their list."""
        count_request(request)
        collections = await open_collections(context)
        if not organization and len(collections) > 1:
            return TEMPLATES.render("public_boards.html", title="议题征集", boards=collections, address=ADDRESS)
        page = await _page(context, await collection_of(context, organization), sent=sent)
        page.headers.update(CACHED)
        return page

    @router.post(ADDRESS)
    async def suggest(request: Request, organization: Word = "") -> Response:
        """Stores a topic, hidden until the office accepts it, and redirects to the page, or renders the form again with the error."""
        count_request(request, cost=SUGGESTION_COST)
        collection = await collection_of(context, organization)
        form = await read_public_form(request)
        try:
            await suggest_to(context, collection, parse_form(PublicTopic, form))
        except LianxiError as error:
            return await _page(context, collection, form=form, error=error)
        location = f"{ADDRESS}?organization={collection.organization}&sent=true"
        return Response(status_code=303, headers={"Location": location})

    return router


async def _page(
    context: ServiceContext,
    collection: TopicCollection,
    *,
    form: Form | None = None,
    error: LianxiError | None = None,
    sent: bool = False,
) -> Response:
    async with context.service.reading() as connection:
        accepted = await accepted_topics(connection, collection.organization)
    return TEMPLATES.render(
        "public_topics.html",
        status=response_meta(error)[0] if error else 200,
        key=collection.organization,
        name=collection.name,
        address=ADDRESS,
        accepted=accepted,
        given={field: first(form or {}, field) for field in ("topic", "text")},
        error=error,
        wrong={each.field: each.rule for each in error.fields} if error else {},
        sent=sent,
        longest=(LONGEST_PUBLIC_TOPIC, LONGEST_PUBLIC_TEXT),
    )
