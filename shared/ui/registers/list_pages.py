"""The page that lists a part of a register."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.registers.access import RegisterPermissions
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination
from shared.ui.registers.owner import ListedRegister, listed_register
from shared.web.pages.visitor import Visiting
from shared.web.paging import ListPage, Paging

V = TypeVar("V")


@dataclass(frozen=True)
class ListRequest:
    """The request for a part of a register. `organization`: the code of the committee, by default that of the account."""

    request: Request
    visitor: Visiting
    paging: Paging
    organization: Annotated[str, Query(max_length=100)] = ""

    async def listed(
        self, context: ServiceContext, register: RegisterPermissions, filters: Mapping[str, str] | None = None
    ) -> ListedRegister:
        """Returns the committee whose register is listed; raises `ForbiddenError` when the account may not read it."""
        tree = await context.directory.tree()
        return listed_register(
            self.visitor.account, self.organization, register, context=context, tree=tree, filters=filters
        )


RequestedList = Annotated[ListRequest, Depends()]


async def list_page(
    asked: ListRequest,
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
        frame=page_frame(asked.request, asked.visitor, context, await context.directory.tree()),
        found=found,
        pagination=found and pagination(found, listed.given),
        **shown,
        **vars(listed),
    )
