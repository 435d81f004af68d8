"""`/{matters}/batch`: the review of the matters that were chosen in a list, the form of their command once, and the results."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.batches import repository
from shared.committee.batches.queries import chosen_matters
from shared.committee.batches.schemas import MOST_MATTERS, BatchResult
from shared.committee.batches.selection import batch_command, check_single, kind_of
from shared.committee.batches.usecases import execute_batch
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.documents.forms import DocumentForm
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.kind import AnyKind
from shared.domain.command import Command
from shared.domain.errors import InvalidError, LianxiError, invalid
from shared.domain.proposals.handling_commands import Assign, Urge
from shared.domain.proposals.review_commands import File
from shared.ui.batches.review import batch_review, question_of, review_address
from shared.ui.format import format_value
from shared.ui.forms.labels import field_title
from shared.ui.forms.parse import parse_form
from shared.ui.forms.submit import is_confirmed, rejected_form, show_again, status_of, submit
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.back_link import BackLink
from shared.ui.lists.batch_bar import COMMAND, LIST, MATTER
from shared.ui.matter.documents import DocumentLink
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting, Visitor

Ids = Annotated[list[str], Query(alias=MATTER, default_factory=list)]
Query_ = Annotated[str, Query(alias=LIST, max_length=1000)]
ResultId = Annotated[str, Path(max_length=32)]


def batch_pages(context: ServiceContext, kind: AnyKind) -> APIRouter:
    """Returns the router of the batches of one kind."""
    router = APIRouter(include_in_schema=False)
    address = f"/{kind.name}/batch"

    @router.get(address)
    async def review(request: Request, visitor: Visiting, ids: Ids, command: str = "", back: Query_ = "") -> Response:
        """Renders the chosen matters and the form of the command, once for all."""
        chosen = list(dict.fromkeys(ids))[:MOST_MATTERS]
        rejected = await rejected_form(request, visitor.account)
        body = batch_command(kind, command)
        page = await batch_review(context, visitor.account, kind, chosen, body, back=back, rejected=rejected)
        return TEMPLATES.render(
            "batch.html",
            status=status_of(rejected),
            frame=page_frame(request, visitor, context, await context.directory.tree()),
            kind=kind,
            page=page,
            format=lambda summary, name: format_value(getattr(summary, name), name),
            unseen=len(chosen) - len(page.possible) - len(page.impossible),
            back=_back(kind, back),
        )

    @router.post(address)
    async def execute(request: Request, visitor: Visiting, form: Submitted, back: Query_ = "") -> Response:
        """Gives the command to the ticked matters and redirects to the results, or renders the form again with the errors."""
        name, ids = first(form, COMMAND), list(dict.fromkeys(form.get(MATTER, [])))
        shown = review_address(kind, name, request.query_params.getlist(MATTER), back)
        try:
            return await _execute(request, visitor, context, kind, ids, batch_command(kind, name), form, shown)
        except LianxiError as error:
            batch_command(kind, name)
            return await show_again(request, visitor.account, form, name, shown, error=error)

    @router.get(f"{address}/{{id}}")
    async def results(request: Request, visitor: Visiting, id: ResultId, back: Query_ = "") -> Response:
        """Renders the result of each matter of a batch."""
        async with context.service.reading() as connection:
            name, found = await repository.find(connection, visitor.account, kind.name, id)
        body = batch_command(kind, name)
        seen = await chosen_matters(context, visitor.account, kind, [each.matter for each in found], body)
        return TEMPLATES.render(
            "batch_done.html",
            frame=page_frame(request, visitor, context, await context.directory.tree()),
            kind=kind,
            command=body,
            results=found,
            documents=_documents(kind, name, found),
            matters={each.summary.id: each.summary for each in seen},
            back=_back(kind, back),
        )

    return router


_FORMS = {
    File.name: DocumentForm.FILING_NOTICE,
    Assign.name: DocumentForm.ASSIGNMENT_NOTICE,
    Urge.name: DocumentForm.URGING,
}
"""Command of proposals -> the document that it makes necessary."""


def _documents(kind: AnyKind, command: str, results: list[BatchResult]) -> DocumentLink | None:
    """Returns the link to the documents of the matters for which a command was executed; None where it makes none necessary."""
    done, form = [each.matter for each in results if each.ok], _FORMS.get(command)
    if kind is not PROPOSALS or form is None or not done:
        return None
    query = urlencode({"form": form.value, MATTER: done}, doseq=True)
    return DocumentLink(f"下载{form.title_zh}（zip）", f"/proposals/documents.zip?{query}")


def _back(kind: AnyKind, query: str) -> BackLink:
    """Returns the link back to the list that the matters were chosen from."""
    address = f"/{kind.name}?{query}" if query else f"/{kind.name}"
    return BackLink(kind.layout.short, address, given=bool(query))


async def _execute(  # noqa: PLR0913, PLR0917 - a form, and its subjects
    request: Request,
    visitor: Visitor,
    context: ServiceContext,
    kind: AnyKind,
    ids: list[str],
    body: type[Command],
    form: Form,
    shown: str,
) -> Response:
    """Gives the command of a form to the ticked matters, unless a question is to be confirmed first; `shown`: its page."""
    account, tree = visitor.account, await context.directory.tree()
    if kind_of(_some(ids)) is not kind:
        raise invalid(MATTER, None, f"须为{kind.title_zh}")
    command = parse_form(body, form)
    check_single(command, [name for name in body.single if form.get(name)])
    if not is_confirmed(form):
        async with context.service.reading() as connection:
            query = await question_of(TransactionContext(connection, context, tree), account, kind, ids, command)
        if query:
            return await show_again(request, account, form, body.name, shown, question=query)

    async def step(connection: AsyncConnection) -> str:
        tx = TransactionContext(connection, context, tree)
        results = await execute_batch(tx, account, kind, ids, command, title_of=field_title)
        _check_any_done(results)
        id = await repository.store(connection, account, kind.name, body.name, results, now=context.now())
        return f"/{kind.name}/batch/{id}?{urlencode({LIST: request.query_params.get(LIST, '')})}"

    response = await submit(request, account, form, step)
    context.wake()
    return response


def _some(ids: list[str]) -> list[str]:
    if not ids:
        raise InvalidError("nothing-chosen", "没有选中任何事项，请至少勾选一件")
    if len(ids) > MOST_MATTERS:
        raise InvalidError("too-many-chosen", f"一次最多办理{MOST_MATTERS}件")
    return ids


def _check_any_done(results: list[BatchResult]) -> None:
    """Raises `InvalidError` when every matter was refused for one and the same wrong field, so that the form can be corrected."""
    problems = {each.problem for each in results}
    one = next(iter(problems))
    if len(problems) == 1 and one is not None and one.code == "invalid":
        raise InvalidError(one.code, one.detail)
