"""The HTTP routes of attachments, `/api/v1/{matters}/{id}/attachments`."""

import asyncio
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.attachments import usecases
from shared.committee.attachments.queries import attachment_of, attachments_of, check_addition, content_of
from shared.committee.attachments.schemas import AttachmentList, AttachmentView, Withdrawal, received_view, view
from shared.committee.attachments.usecases import NewAttachment
from shared.committee.bodies import DocumentedBody, strictly
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.files.attachment_inspector import AttachmentInspector
from shared.committee.files.contents.store import FileContent
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.routes import Id
from shared.domain.attachments import FORMATS, attachment_name
from shared.domain.lines import line_in
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.idempotency import once
from shared.web.stored_response import StoredResponse, stored_response
from shared.web.uploads import UploadedFile, uploaded_file

_FIELDS = {
    "file": {"type": "string", "format": "binary"},
    "unit": {"type": "string", "description": "附件属于该承办单位的答复；承办单位的账号不必填写"},
}
_BODY: dict[str, object] = {
    "requestBody": {
        "required": True,
        "description": "一次一个文件；按内容判断类型",
        "content": {"multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": _FIELDS}}},
    }
}
_BINARY: dict[int | str, dict[str, object]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}
_HARMLESS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
"""Headers with which a browser executes nothing of a file, whatever it contains."""
Number = Annotated[int, Path(ge=1, le=99_999, description="附件的序号")]


def attachments_router(context: ServiceContext) -> APIRouter:
    """Returns the router with the attachments of every kind of matter."""
    router = APIRouter(prefix="/api/v1", tags=["附件"])
    for kind in KINDS:
        _add_list(router, context, kind)
        _add_upload(router, context, kind)
        _add_one(router, context, kind)
    return router


def _add_list(router: APIRouter, context: ServiceContext, kind: AnyKind) -> None:
    @router.get(f"/{kind.name}/{{id}}/attachments", name=f"{kind.name}.attachments", summary=f"{kind.title_zh}的附件")
    async def listing(account: Actor, id: Id) -> AttachmentList:
        """Returns the attachments that the account may read, with the withdrawn ones."""
        found = await attachments_of(context, account, kind, id)
        return AttachmentList(items=list(map(view, found.items)), received=list(map(received_view, found.received)))


def _add_upload(router: APIRouter, context: ServiceContext, kind: AnyKind) -> None:
    @router.post(
        f"/{kind.name}/{{id}}/attachments",
        name=f"{kind.name}.attach",
        summary=f"添加{kind.title_zh}的附件",
        status_code=201,
        response_model=AttachmentView,
        openapi_extra=_BODY,
    )
    async def attach(request: Request, account: Actor, id: Id) -> Response:
        """Attaches a file to a matter. The same file under the same name is attached once."""
        await check_addition(context, account, kind, id)
        tree = await context.directory.tree()
        async with uploaded_file(request) as upload:
            new = await inspected(upload, context.inspector)

            async def apply(connection: AsyncConnection) -> StoredResponse:
                tx = TransactionContext(connection, context, tree)
                return stored_response(201, view(await usecases.attach(tx, account, kind, id, new)))

            return await once(request, account, apply, content=fingerprint(new))


def _add_one(router: APIRouter, context: ServiceContext, kind: AnyKind) -> None:
    path = f"/{kind.name}/{{id}}/attachments/{{number}}"

    @router.get(
        path,
        name=f"{kind.name}.attachment",
        summary=f"下载{kind.title_zh}的附件",
        response_class=Response,
        responses=_BINARY,
    )
    async def download(account: Actor, id: Id, number: Number) -> Response:
        """Returns the content of an attachment, for saving: a browser does not show it."""
        return await attachment_file(context, account, kind, id, number)

    @router.delete(
        path,
        name=f"{kind.name}.withdraw_attachment",
        summary=f"撤回{kind.title_zh}的附件",
        dependencies=[Depends(DocumentedBody(Withdrawal))],
    )
    async def withdraw(
        account: Actor, id: Id, number: Number, body: Annotated[Withdrawal, Depends(strictly(Withdrawal))]
    ) -> AttachmentView:
        """Withdraws an attachment with a reason; it stays in the list. Its author removes it from a draft without one."""
        tree = await context.directory.tree()
        async with context.service.transaction() as connection:
            tx = TransactionContext(connection, context, tree)
            return view(await usecases.withdraw(tx, account, kind, id, number, body.reason))


async def inspected(upload: UploadedFile, inspector: AttachmentInspector) -> NewAttachment:
    """Returns an uploaded file as an attachment; raises `InvalidError` for a name or content that is refused."""
    name = attachment_name(upload.name)
    content = await asyncio.to_thread(FileContent.of, upload.file)
    found = await inspector.type_of(name, upload.file)
    unit = upload.fields.get("unit", "")
    return NewAttachment(name, found, content, line_in("unit", unit) if unit else "")


def fingerprint(new: NewAttachment) -> bytes:
    """Returns what a repeated upload is compared by."""
    return f"{new.name}\n{new.unit}\n{new.content.hash}".encode()


async def attachment_file(
    context: ServiceContext, account: Account, kind: AnyKind, id: str, number: int
) -> StreamingResponse:
    """Returns the response with the content of an attachment, for the API and for HTML pages."""
    found = await attachment_of(context, account, kind, id, number)
    chunks = await content_of(context, found)
    endings, media_type = FORMATS[found.type]
    headers: Mapping[str, str] = {
        "Content-Disposition": f"attachment; filename=\"{id}-{number}{endings[0]}\"; filename*=UTF-8''{quote(found.name, safe='')}",
        "Content-Length": str(found.size),
        **_HARMLESS,
    }
    return StreamingResponse(chunks, headers=headers, media_type=media_type)
