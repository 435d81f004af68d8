"""`/comment-requests`: the requests for comments to the unit of an account or to its organization, and the form of the comment."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.comment_requests.document import letter_file
from shared.committee.comment_requests.queries import list_requests, read_request
from shared.committee.comment_requests.routes import request_id
from shared.committee.comment_requests.schemas import SubmitComment
from shared.committee.comment_requests.usecases import submit_comment
from shared.committee.comment_rounds.repository import CommentRequest
from shared.committee.context import ServiceContext, TransactionContext
from shared.ui.forms import submit
from shared.ui.forms.controls import form_view
from shared.ui.forms.parse import parse_form
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination
from shared.ui.registers.entry_pages import version_of
from shared.web.pages.forms import first
from shared.web.pages.visitor import Submitted, Visiting
from shared.web.paging import Paging
from shared.web.problem import HttpRefusedError

ADDRESS, COMMAND, TITLE = "/comment-requests", "submit_comment", "反馈意见"
FORMS: dict[str, type[object]] = {COMMAND: SubmitComment}
"""The body that the form is parsed into, by its command."""

Id = Annotated[str, Depends(request_id)]


def comment_request_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list, and of one request with the form of the comment."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def listing(request: Request, visitor: Visiting, paging: Paging) -> Response:
        """Renders the requests for comments, the newest first."""
        account, tree = visitor.account, await context.directory.tree()
        async with context.service.reading() as connection:
            found = await list_requests(connection, account, paging, tree=tree, today=context.today())
        return TEMPLATES.render(
            "comment_requests.html",
            frame=page_frame(request, visitor, context, tree),
            found=found,
            pagination=pagination(found, {}),
        )

    @router.get(f"{ADDRESS}/{{id}}/letter.docx")
    async def letter(visitor: Visiting, id: Id) -> Response:
        """Returns the letter that asks for the comment, with the text as annex."""
        return await letter_file(context, visitor.account, id)

    @router.get(f"{ADDRESS}/{{id}}")
    async def one(request: Request, visitor: Visiting, id: Id, done: str = "") -> Response:
        """Renders a request and, until the comment is given, its form. A rejected form keeps its values."""
        rejected = await submit.rejected_form(request, visitor.account)
        asked, shown = await read_request(context, visitor.account, id)
        title = "答复建议" if asked.suggestion else TITLE
        form = form_view(
            SubmitComment,
            command=COMMAND,
            title=title,
            action=f"{ADDRESS}/{id}",
            initial={},
            version=version_of(asked),
            rejected=rejected,
            shown=True,
        )
        return TEMPLATES.render(
            "comment_request.html",
            status=submit.status_of(rejected),
            frame=page_frame(request, visitor, context, await context.directory.tree()),
            item=shown,
            sheets=[form] if shown.may_comment or rejected else [],
            done=title if done == COMMAND else "",
        )

    @router.post(f"{ADDRESS}/{{id}}")
    async def comment(request: Request, visitor: Visiting, form: Submitted, id: Id) -> Response:
        """Records the comment, or renders the form again with the errors."""
        account, tree = visitor.account, await context.directory.tree()

        def check_version(asked: CommentRequest) -> None:
            if first(form, submit.VERSION) != version_of(asked):
                raise HttpRefusedError(412, "stale", "该征求意见刚有变化。请核对后再提交，您填写的内容仍保留在下面")

        async def step(connection: AsyncConnection) -> str:
            given = parse_form(SubmitComment, form)
            tx = TransactionContext(connection, context, tree)
            await submit_comment(tx, account, id, given, check_version=check_version)
            return submit.done_at(f"{ADDRESS}/{id}", COMMAND)

        return await submit.submit_or_show_again(
            request, account, form, step, command=COMMAND, address=f"{ADDRESS}/{id}"
        )

    return router
