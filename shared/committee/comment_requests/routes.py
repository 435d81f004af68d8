"""The HTTP routes of the requests for comments, `/api/v1/comment-requests`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import TypeAdapter

from shared.committee.command_routes import add_command_route, path_id
from shared.committee.comment_requests.document import letter_file
from shared.committee.comment_requests.queries import list_requests, read_request, view_of
from shared.committee.comment_requests.schemas import CommentRequestSummary, CommentRequestView, SubmitComment
from shared.committee.comment_requests.usecases import submit_comment
from shared.committee.comment_rounds.repository import CommentRequest
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.documents.routes import FILE
from shared.committee.registers.access import Owner
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.etag import check_match, etag_of
from shared.web.paging import ListPage, Paging
from shared.web.stored_response import StoredResponse, stored_response

request_id = path_id("522625-comment-2026-1")
_VIEW = TypeAdapter(CommentRequestView)


def comment_requests_router(context: ServiceContext) -> APIRouter:
    """Returns the router with every route of the requests for comments."""
    router = APIRouter(prefix="/api/v1/comment-requests", tags=["协商活动"])

    @router.get("", summary="收到的征求意见")
    async def listing(account: Actor, paging: Paging, organization: Owner = None) -> ListPage[CommentRequestSummary]:
        """Returns the requests for comments to the unit of the account, or to its organization, the newest first."""
        tree = await context.directory.tree()
        async with context.service.reading() as connection:
            today = context.today()
            return await list_requests(connection, account, paging, tree=tree, today=today, address=organization)

    @router.get("/{id}", summary="征求意见")
    async def one(account: Actor, id: Annotated[str, Depends(request_id)], response: Response) -> CommentRequestView:
        """Returns a request with the text to comment on, and the comment."""
        request, view = await read_request(context, account, id)
        response.headers["ETag"] = etag_of(request.epoch, request.sequence)
        return view

    @router.get("/{id}/letter.docx", summary="征求意见函（Word）", response_class=Response, responses=FILE)
    async def letter(account: Actor, id: Annotated[str, Depends(request_id)]) -> Response:
        """Returns the letter that asks for the comment, with the text as annex."""
        return await letter_file(context, account, id)

    add_command_route(
        router,
        context,
        "/{id}/comment",
        SubmitComment,
        _submit,
        id_of=request_id,
        name="comment_requests.comment",
        summary="反馈意见",
        response_model=CommentRequestView,
    )
    return router


async def _submit(
    tx: TransactionContext, account: Account, id: str, given: SubmitComment, http_request: Request
) -> StoredResponse:
    def check_version(request: CommentRequest) -> None:
        check_match(http_request, epoch=request.epoch, sequence=request.sequence)

    after = await submit_comment(tx, account, id, given, check_version=check_version)
    view = await view_of(tx.connection, account, after, tx.tree, tx.context.today())
    etag = etag_of(after.epoch, after.sequence)
    return stored_response(200, _VIEW.dump_python(view, mode="json"), etag=etag)
