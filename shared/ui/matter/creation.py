"""`/{matters}/new`: the form that begins a matter, also for a script that submits a draft stored without a network."""

from datetime import date
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.matters import usecases
from shared.committee.matters.kind import AnyKind
from shared.contracts.vocabulary import Level
from shared.domain.errors import LianxiError
from shared.ui.forms.charter_choices import choices_of_a_draft
from shared.ui.forms.controls import form_view, new_key
from shared.ui.forms.parse import parse_form
from shared.ui.forms.references import call_choices, platform_choices, proposer_choices, research_choices
from shared.ui.forms.submit import (
    KEY_IN_ADDRESS,
    done_at,
    rejected_form,
    show_again,
    status_of,
    submit,
    used_before,
    with_parameters,
)
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.offline import offline_kinds
from shared.web.idempotency import LONGEST_KEY
from shared.web.pages.visitor import Submitted, Visiting, Visitor
from shared.web.permissions import allow


async def _redirect_target(request: Request, visitor: Visitor, key: str) -> str | None:
    """Returns the redirect of the form of a new matter, or None: to the address with a new key, or to the matter made with this key.

    The key is part of the address, so that the back button of a browser returns to the same form.
    """
    if not key:
        return with_parameters(request.url.path, **{KEY_IN_ADDRESS: new_key()})
    return await used_before(request, visitor.account, key)


def _townships(tree: OrganizationTree, organization: str, day: date) -> list[str]:
    """Returns the names of the townships directly below an organization on a day."""
    if organization not in tree:
        return []
    return [tree.name(key, day) for key in tree.children(organization, day) if tree.level(key) is Level.TOWNSHIP]


def creation_pages(context: ServiceContext, kind: AnyKind) -> APIRouter:
    """Returns the router of the form that begins a matter of this kind."""
    router = APIRouter(include_in_schema=False)
    name, address = kind.begins.name, f"/{kind.name}/new"

    @router.get(address)
    async def new(request: Request, visitor: Visiting) -> Response:
        """Renders the form of a new matter."""
        allow(visitor.account, f"{kind.name}.{name}", relation="own")
        rejected = await rejected_form(request, visitor.account)
        key = request.query_params.get(KEY_IN_ADDRESS, "")[:LONGEST_KEY]
        if rejected is None and (led := await _redirect_target(request, visitor, key)):
            return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": led})
        tree, today = await context.directory.tree(), context.today()
        organization = visitor.account.organization or ""
        charter = context.charters.on(today, organization)
        async with context.service.reading() as connection:
            named = await call_choices(connection, kind, organization)
            named |= await research_choices(connection, kind, organization)
            named |= await platform_choices(connection, kind, organization, _townships(tree, organization, today))
            if kind.proposed:
                named |= await proposer_choices(connection, organization, "proposers")
        form = form_view(
            kind.new,
            command=name,
            title=kind.layout.begin,
            action=address,
            initial={"on": today.isoformat()},
            charter=charter,
            offers=choices_of_a_draft(charter) | named,
            typed=["proposers", "parent", "townships"],
            unfolded=kind.layout.unfolded,
            rejected=rejected,
            shown=True,
            key=key,
        )
        status, state = status_of(rejected), page_frame(request, visitor, context, tree)
        back = (f"/{kind.name}", kind.layout.short)
        offline = kind.name if kind in offline_kinds(context, visitor.account, tree) else ""
        return TEMPLATES.render(
            "begin.html", status=status, frame=state, back=back, note="", sheet=form, offline=offline
        )

    @router.post(address)
    async def begin(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Creates a matter and redirects to its page, or renders the form again with the errors; a script gets 201 or a problem."""
        tree = await context.directory.tree()

        async def step(connection: AsyncConnection) -> str:
            matter = await usecases.begin(
                TransactionContext(connection, context, tree), visitor.account, kind, parse_form(kind.new, form)
            )
            return done_at(f"/{kind.name}/{matter.id}", name)

        try:
            response = await submit(request, visitor.account, form, step)
        except LianxiError as error:
            if is_offline_draft(request):
                raise
            return await show_again(request, visitor.account, form, name, address, error=error)
        context.wake()
        return answer_draft(request, response)

    return router


JSON = "application/json"


def is_offline_draft(request: Request) -> bool:
    """Returns whether a script submits the form, which reads a status and an error and cannot follow a redirect to a page."""
    return request.headers.get("Accept", "") == JSON


def answer_draft(request: Request, response: Response) -> Response:
    """Returns the redirect of a form as it is, and to a script 201 with the address of the created matter."""
    if not is_offline_draft(request):
        return response
    return Response(status_code=HTTPStatus.CREATED, headers={"Location": response.headers["Location"]})
