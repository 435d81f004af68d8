"""The HTTP routes of letters, `/api/v1/{matters}/{id}/letter`: the paper letter that accompanies a transferred matter."""

import asyncio
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from shared.committee.context import ServiceContext
from shared.committee.documents.letter import document_of, letter_of
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.routes import Id
from shared.committee.word.official import MEDIA_TYPE
from shared.contracts.subjects import LONGEST_ID
from shared.web.accounts import Account
from shared.web.actor import Actor


def letters_router(context: ServiceContext) -> APIRouter:
    """Returns the router with the letter of each kind that can be transferred."""
    router = APIRouter(prefix="/api/v1", tags=["报送"])
    for kind in KINDS:
        if kind.transferable:
            _add_letter(router, context, kind)
    return router


def _add_letter(router: APIRouter, context: ServiceContext, kind: AnyKind) -> None:
    @router.get(
        f"/{kind.name}/{{id}}/letter",
        name=f"{kind.name}.letter",
        summary=f"{kind.title_zh}函件",
        response_class=Response,
        responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}},
    )
    async def letter(
        account: Actor, id: Id, transfer: Annotated[str | None, Query(max_length=LONGEST_ID)] = None
    ) -> Response:
        """Returns the letter of a transfer as a Word document: by default the last one sent, else the one the matter was received by."""
        return await letter_file(context, account, kind, id, transfer)


async def letter_file(
    context: ServiceContext, account: Account, kind: AnyKind, id: str, transfer: str | None = None
) -> Response:
    """Returns the response with the Word document, for the API and for HTML pages."""
    content = await asyncio.to_thread(document_of, await letter_of(context, account, kind, id, transfer))
    name = quote(f"{kind.title_zh}{id}.docx")
    headers = {"Content-Disposition": f"attachment; filename=\"{id}.docx\"; filename*=UTF-8''{name}"}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
