"""`/offline`: the entry page that works without a network, its service worker, and what a browser needs to seal and send drafts.

The browser keeps a copy of the entry page, so the page contains nothing of an account (decision 0131).
"""

from base64 import b64encode

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.access import may_begin
from shared.committee.matters.kind import AnyKind
from shared.domain.charters.charter import Charter
from shared.domain.errors import NotFoundError
from shared.ui.forms.charter_choices import choices_of_a_draft
from shared.ui.forms.controls import FormView, form_view
from shared.ui.forms.references import CALL
from shared.ui.layout import TEMPLATES
from shared.web.accounts import Account
from shared.web.actor import Public
from shared.web.dependencies import app_state
from shared.web.pages.assets import ASSETS
from shared.web.pages.visitor import Visiting
from shared.web.service_secret import keyed_hash

OFFLINE, WORKER = "/offline", "worker.js"
_PURPOSE = b"offline drafts"


class OfflineAccount(BaseModel):
    """What the browser of a logged-in account needs. `secret`: opens the key of its drafts, in base64; it is never stored there.

    `session`: the public identifier of the login session; drafts of an earlier one are not sent without being looked at.
    """

    account: str
    session: str
    secret: str
    form_token: str


def offline_kinds(context: ServiceContext, account: Account, tree: OrganizationTree) -> list[AnyKind]:
    """Returns the kinds of matter that the account may record without a network, in the order of the charter of its organization."""
    if account.organization is None:
        return []
    listed = context.charters.on(context.today(), account.organization).offline_entry
    kinds = [kind for kind in KINDS if kind.subject in listed and may_begin(context, account, kind, tree=tree)]
    return sorted(kinds, key=lambda kind: listed.index(kind.subject))


def offline_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the entry page without a network."""
    router = APIRouter(include_in_schema=False)

    @router.get(OFFLINE)
    async def entry(visitor: Visiting) -> Response:
        """Renders the forms of the kinds that may be recorded without a network; raises `NotFoundError` when there are none."""
        kinds = offline_kinds(context, visitor.account, await context.directory.tree())
        if not kinds:
            raise NotFoundError(
                "offline-entry-off", "离线填写未启用：本单位的章程没有列出可以离线登记的事项，或本账号不能登记"
            )
        charter = context.charters.on(context.today(), visitor.account.organization or "")
        return TEMPLATES.render("offline.html", sheets=[(kind.name, _form(kind, charter)) for kind in kinds])

    @router.get(f"{OFFLINE}/account")
    async def account(request: Request, response: Response, visitor: Visiting) -> OfflineAccount:
        """Returns the secret of the account and the token for forms of its session."""
        response.headers["Cache-Control"] = "no-store"
        name = visitor.account.name
        return OfflineAccount(
            account=name,
            session=visitor.session,
            secret=b64encode(keyed_hash(app_state(request).secret, _PURPOSE, name)).decode(),
            form_token=visitor.form_token,
        )

    @router.get(f"{OFFLINE}/{WORKER}", dependencies=[Public])
    async def worker() -> Response:
        """Returns the service worker, which may answer for every page of the service when the network does not."""
        found = ASSETS[WORKER]
        headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": "default-src 'none'; connect-src 'self'",  # it requests pages and files of the service
            "Service-Worker-Allowed": "/",
        }
        return Response(found.content, headers=headers, media_type=found.media_type)

    return router


def _form(kind: AnyKind, charter: Charter) -> FormView:
    """Returns the form of a new matter. It offers no calls 约稿, because the browser would keep a list of them."""
    return form_view(
        kind.new,
        command=kind.begins.name,
        title=kind.layout.begin,
        action=f"/{kind.name}/new",
        initial={},
        charter=charter,
        offers={**choices_of_a_draft(charter), CALL: ()},
        shown=True,
    )
