"""`/filters/{matters}`: an account saves the filter of a list under a title, renames it and deletes it."""

from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.listing import query_model
from shared.committee.saved_filters import repository
from shared.committee.saved_filters.repository import LONGEST_QUERY
from shared.committee.worklist.access import reads
from shared.domain.errors import ForbiddenError, invalid
from shared.web.accounts import Account
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting


def saved_filter_pages(context: ServiceContext, kind: AnyKind) -> APIRouter:
    """Returns the router that changes the saved filters of the list of one kind."""
    router = APIRouter(include_in_schema=False)

    @router.post(f"/filters/{kind.name}")
    async def change(visitor: Visiting, form: Submitted) -> Response:
        """Saves, renames or deletes a filter of the account, and redirects to the list."""
        if not reads(visitor.account, kind.name):
            raise ForbiddenError("role-not-allowed", f"无权查看{kind.title_zh}")
        query = checked_query(kind, first(form, "query"))
        async with context.service.transaction() as connection:
            await _change(connection, visitor.account, kind, form, query)
        location = f"/{kind.name}?{query}" if query else f"/{kind.name}"
        return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": location})

    return router


async def _change(connection: AsyncConnection, account: Account, kind: AnyKind, form: Form, query: str) -> None:
    title = first(form, "title")
    match first(form, "action"):
        case "rename":
            await repository.rename(connection, account.name, kind.name, title=title, to=first(form, "to"))
        case "delete":
            await repository.remove(connection, account.name, kind.name, title=title)
        case _:
            await repository.save(connection, account.name, kind.name, title=title, query=query)


def checked_query(kind: AnyKind, query: str) -> str:
    """Returns the query string with the parameters that the list has, in their order; raises `InvalidError` for one that is too long."""
    known = {*query_model(kind).model_fields, "size"}
    given = [(name, value) for name, value in parse_qsl(query) if name in known and value.strip()]
    kept = urlencode(given)
    if len(kept) > LONGEST_QUERY:
        raise invalid("query", None, f"筛选条件最长{LONGEST_QUERY}个字符")
    return kept
