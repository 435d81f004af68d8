"""`/keys`: the signing keys of the organizations and who has confirmed them, for the security administrator."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.keys.known import known_keys
from shared.domain.comparison import name_key
from shared.ui.layout import KEYS, TEMPLATES, page_frame
from shared.ui.lists.routes import pagination
from shared.web.pages.visitor import Visiting
from shared.web.paging import Paging
from shared.web.permissions import allow


def key_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list."""
    router = APIRouter(include_in_schema=False)

    @router.get(KEYS)
    async def listing(
        request: Request,
        visitor: Visiting,
        paging: Paging,
        q: Annotated[str, Query(max_length=100)] = "",
        unconfirmed: Annotated[str, Query(max_length=1)] = "",
    ) -> Response:
        """Renders the keys by organization. `q`: a part of the name, or the beginning of a code; `unconfirmed`: whether only these."""
        allow(visitor.account, "keys.read", relation="foreign")
        tree, day, words = await context.directory.tree(), context.today(), q.strip()
        keys, wanted = context.directory.keys, name_key(words)
        lacking = keys.unconfirmed()
        found = [
            each
            for each in sorted(lacking if unconfirmed else tree)
            if keys.keys_of(each)
            and (each.startswith(words) or (each in tree and wanted in name_key(tree.name(each, day))))
        ]
        part = found[paging.offset : paging.offset + paging.limit]
        given = {name: value for name, value in (("q", words), ("unconfirmed", unconfirmed)) if value}
        return TEMPLATES.render(
            "keys.html",
            frame=page_frame(request, visitor, context, tree),
            items=await known_keys(context, part),
            name=lambda key: tree.name(key, day) if key in tree else key,
            lacking=len(lacking),
            given=given,
            pagination=pagination(paging.of(part, len(found)), given),
        )

    return router
