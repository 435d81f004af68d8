"""`/{matters}`: the list of a kind, searched, filtered and paged."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ValidationError

from shared.committee.context import ServiceContext
from shared.committee.encryption.texts import encryption_of
from shared.committee.matters.access import may_begin
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.layout import ListLink
from shared.committee.matters.listing import query_model
from shared.committee.matters.ordering import NEWEST_FIRST
from shared.committee.matters.queries import list_matters
from shared.committee.matters.years import years_with_matters
from shared.committee.plenary_sessions.repository import all_of
from shared.committee.saved_filters import repository as saved_filters
from shared.committee.saved_filters.repository import SavedFilter
from shared.committee.units.queries import active_names
from shared.contracts.vocabulary import Role
from shared.ui.format import colour, format_value
from shared.ui.forms.fields import Choice
from shared.ui.forms.labels import label
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.back_link import BACK
from shared.ui.lists.batch_bar import CHOSEN, batch_bar
from shared.ui.lists.filters import ListFilter, call_filter, sector_filter
from shared.ui.lists.headings import headings, sort_choices
from shared.ui.lists.saved_filters import saved_filter_pages
from shared.web.accounts import Account
from shared.web.pages.visitor import Visiting
from shared.web.paging import USUAL_PAGE, ListPage, Paging
from shared.web.permissions import may
from shared.web.validation_messages import invalid_input

_SIZES = (USUAL_PAGE, 50, 100)
"""The numbers of matters on a page that users choose from."""


@dataclass(frozen=True, kw_only=True)
class Pagination:
    """The pages of a list; `query`: its filter as a query string, without the page; `more`: there are more than `total`."""

    page: int
    pages: int
    total: int
    query: str
    size: int = USUAL_PAGE
    more: bool = False

    @property
    def near(self) -> list[int]:
        """Returns the numbers of the first page, of the last, and of those up to two before and after this one."""
        near = range(self.page - 2, self.page + 3)
        return [each for each in range(1, self.pages + 1) if each in (1, self.pages) or each in near]

    def back_query(self, path: str, *, always: bool = False) -> str:
        """Returns the query string of a link to a record, with this page of the list as back link; empty for the unfiltered first page."""
        page = {"page": str(self.page)} if self.page > 1 else {}
        query = "&".join(each for each in (self.query, urlencode(page)) if each)
        if not query and not always:
            return ""
        return f"?{urlencode({BACK: f'{path}?{query}' if query else path})}"


def list_pages(context: ServiceContext, kind: AnyKind) -> APIRouter:
    """Returns the router of the list of one kind."""
    router, layout = APIRouter(include_in_schema=False), kind.layout
    router.include_router(saved_filter_pages(context, kind))
    asks = query_model(kind)

    @router.get(f"/{kind.name}")
    async def listing(request: Request, visitor: Visiting, paging: Paging) -> Response:
        """Renders a page of the list of matters of this kind, searched and filtered."""
        query, given = parse_query(request, asks)
        found = await list_matters(context, visitor.account, kind, query, paging)
        tree, owner = await context.directory.tree(), query.organization or visitor.account.organization
        return TEMPLATES.render(
            "list.html",
            frame=page_frame(request, visitor, context, tree),
            kind=kind,
            encrypted=encryption_of(context.service.engine).encrypts_kind(kind.subject),
            layout=layout,
            rows=[_row(each, kind) for each in found.items],
            filters=[
                *_filters(kind, given),
                *await sector_filter(context, kind, owner, given),
                *await call_filter(context, kind, owner, given),
                *await _sessions(context, kind, owner, given),
            ],
            years=await _years(context, kind, owner),
            given=given,
            headings=headings(kind, given, _size(found.size)),
            orders=sort_choices(kind, given),
            links=_links(kind, visitor.account, found.total),
            sizes=[(each, f"/{kind.name}?{urlencode({**given, **_size(each)})}") for each in _SIZES],
            units=await _unit_names(context, kind, owner),
            saved=await _saved(context, kind, visitor.account),
            has_limits=kind.has_limits,
            mine=kind.proposed and Role.MEMBER in visitor.account.roles,
            begins=may_begin(context, visitor.account, kind, tree=tree),
            batch=batch_bar(kind, visitor.account, dict(request.query_params)),
            pagination=pagination(found, given),
        )

    return router


def parse_query(request: Request, asks: type[BaseModel]) -> tuple[Any, dict[str, str]]:
    """Returns the validated query and its parameters as text, without empty ones, which a form sends too; raises `InvalidError`."""
    given = {
        name: value
        for name, value in request.query_params.items()
        if value.strip() and name not in ("page", "size", CHOSEN) and (name, value) != ("sort", NEWEST_FIRST)
    }
    try:
        return asks.model_validate(given), given
    except ValidationError as error:
        raise invalid_input(error.errors(include_url=False)) from error


def pagination(found: ListPage[Any], given: dict[str, str]) -> Pagination:
    pages = max(1, -(-found.total // found.size))
    query = urlencode({**given, **_size(found.size)})
    return Pagination(page=found.page, pages=pages, total=found.total, query=query, size=found.size, more=found.more)


def _size(size: int) -> dict[str, str]:
    """Returns the parameter of the number of matters on a page, unless it is the usual one."""
    return {} if size == USUAL_PAGE else {"size": str(size)}


def _links(kind: AnyKind, account: Account, total: int) -> list[ListLink]:
    """Returns the further links of the list that the account sees; documents of the listed matters only where there are any."""
    return [
        link
        for link in kind.layout.links
        if (total or not link.filtered) and (not link.permission or may(account, link.permission, relation="own"))
    ]


def _row(item: Any, kind: AnyKind) -> dict[str, Any]:
    cells = [format_value(getattr(item, column.name), column.name) for column in kind.layout.columns]
    return {"item": item, "colour": colour(item.status), "cells": cells}


def _filters(kind: AnyKind, given: dict[str, str]) -> list[ListFilter]:
    words = {"status": ("状态", kind.states)} | {
        name: (label(name).title, each[0]) for name, each in kind.filters.items()
    }
    words |= {"flag": ("标记", kind.flags)} if kind.flags else {}
    return [
        ListFilter(
            name=name,
            title=title,
            choices=tuple(Choice(str(word), word.title_zh) for word in states),
            value=given.get(name, ""),
        )
        for name, (title, states) in words.items()
    ]


async def _sessions(
    context: ServiceContext, kind: AnyKind, organization: str | None, given: dict[str, str]
) -> list[ListFilter]:
    """Returns the filter by plenary session, where the committee has recorded any and members propose matters of the kind."""
    async with context.service.reading() as connection:
        found = await all_of(connection, organization) if kind.proposed else []
    choices = tuple(Choice(each.key, each.title) for each in found)
    name = "plenary_session"
    return [ListFilter(name=name, title="届次", choices=choices, value=given.get(name, ""))] if choices else []


async def _saved(context: ServiceContext, kind: AnyKind, account: Account) -> list[SavedFilter]:
    """Returns the filters of the list that the account has saved."""
    async with context.service.reading() as connection:
        return await saved_filters.all_of(connection, account.name, kind.name)


async def _unit_names(context: ServiceContext, kind: AnyKind, organization: str | None) -> list[str]:
    """Returns the names of the register of units, for a kind that units handle."""
    if not kind.has_units or organization is None:
        return []
    async with context.service.reading() as connection:
        return list(await active_names(connection, organization))


async def _years(context: ServiceContext, kind: AnyKind, organization: str | None) -> list[int]:
    """Returns the years in which the organization has matters of this kind, the newest first."""
    async with context.service.reading() as connection:
        return [row.year for row in await connection.execute(years_with_matters(kind, organization))]
