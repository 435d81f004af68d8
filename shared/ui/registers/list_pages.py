"""The page that lists a part of a register."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination
from shared.ui.registers.owner import ListedRegister
from shared.web.pages.visitor import Visitor
from shared.web.paging import ListPage

V = TypeVar("V")


async def list_page(
    request: Request,
    visitor: Visitor,
    context: ServiceContext,
    template: str,
    listed: ListedRegister,
    read: Callable[[AsyncConnection, str], Awaitable[ListPage[V]]],
    **shown: Any,
) -> Response:
    """Renders the entries of the named committee, or none before it is named. `shown`: further values of the template."""
    found = None
    if listed.key is not None:
        async with context.service.reading() as connection:
            found = await read(connection, listed.key)
    return TEMPLATES.render(
        template,
        frame=page_frame(request, visitor, context, await context.directory.tree()),
        found=found,
        pagination=found and pagination(found, listed.given),
        **shown,
        **vars(listed),
    )
