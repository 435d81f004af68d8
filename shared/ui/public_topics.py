"""`/public/topics`: everyone suggests topics for the annual plan without an account, where a charter opens it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.public_board.responses import CACHED, count_request, open_committees
from shared.committee.topic_suggestions.queries import accepted_topics
from shared.committee.topic_suggestions.schemas import LONGEST_PUBLIC_TEXT, LONGEST_PUBLIC_TOPIC, PublicTopic
from shared.committee.topic_suggestions.usecases import suggest_publicly
from shared.domain.errors import LianxiError, NotFoundError
from shared.ui.forms.parse import parse_form
from shared.ui.layout import TEMPLATES
from shared.web.actor import Public
from shared.web.pages.forms import Form, first, read_public_form
from shared.web.problem import response_meta

ADDRESS = "/public/topics"
SUGGESTION_COST = 20
"""The requests that a suggestion counts as."""
Word = Annotated[str, Query(max_length=32)]


def public_topic_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the collection of topics."""
    router = APIRouter(include_in_schema=False, dependencies=[Public])

    @router.get(ADDRESS)
    async def topics_page(request: Request, organization: Word = "", *, sent: bool = False) -> Response:
        """Renders the accepted topics of a committee and the form of a new one; with several open ones and no choice, their list."""
        count_request(request)
        committees = await _open(context)
        if not organization and len(committees) > 1:
            return TEMPLATES.render("public_boards.html", title="议题征集", boards=committees.items(), address=ADDRESS)
        page = await _page(context, _one(committees, organization), sent=sent)
        page.headers.update(CACHED)
        return page

    @router.post(ADDRESS)
    async def suggest(request: Request, organization: Word = "") -> Response:
        """Stores a topic, hidden until the office accepts it, and redirects to the page, or renders the form again with the error."""
        count_request(request, cost=SUGGESTION_COST)
        committee = _one(await _open(context), organization)
        form = await read_public_form(request)
        tree = await context.directory.tree()
        try:
            topic = parse_form(PublicTopic, form)
            async with context.service.transaction() as connection:
                await suggest_publicly(TransactionContext(connection, context, tree), committee[0], topic)
        except LianxiError as error:
            return await _page(context, committee, form=form, error=error)
        location = f"{ADDRESS}?organization={committee[0]}&sent=true"
        return Response(status_code=303, headers={"Location": location})

    return router


async def _open(context: ServiceContext) -> dict[str, str]:
    """Returns key -> name of the committees that collect topics of the public today; raises `no-public-topics` where none does."""
    return dict(await open_committees(context, lambda charter: charter.public_topics))


def _one(committees: dict[str, str], organization: str) -> tuple[str, str]:
    """Returns key and name of the committee that is named, or of the only one."""
    key = organization or next(iter(committees), "")
    if key not in committees:
        raise NotFoundError("no-public-topics", "没有公开征集议题")
    return key, committees[key]


async def _page(
    context: ServiceContext,
    committee: tuple[str, str],
    *,
    form: Form | None = None,
    error: LianxiError | None = None,
    sent: bool = False,
) -> Response:
    key, name = committee
    async with context.service.reading() as connection:
        accepted = await accepted_topics(connection, key)
    return TEMPLATES.render(
        "public_topics.html",
        status=response_meta(error)[0] if error else 200,
        key=key,
        name=name,
        address=ADDRESS,
        accepted=accepted,
        given={field: first(form or {}, field) for field in ("topic", "text")},
        error=error,
        wrong={each.field: each.rule for each in error.fields} if error else {},
        sent=sent,
        longest=(LONGEST_PUBLIC_TOPIC, LONGEST_PUBLIC_TEXT),
    )
