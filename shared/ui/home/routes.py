"""The home page, `/`: what waits for the account, what it may begin, and the figures of its organization."""

from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response

from shared.committee.cadence.queries import cadence_for
from shared.committee.context import ServiceContext
from shared.committee.directory.names import address_of
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.access import may_begin
from shared.committee.own_records.invitations import conferences_that_invite
from shared.committee.reminders.queries import may_read, open_reminders
from shared.committee.reports.queries import ReportQuery, Reports
from shared.committee.worklist.access import reads
from shared.committee.worklist.queries import worklist
from shared.ui.home.next_pages import next_pages
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.offline import OFFLINE, offline_kinds
from shared.ui.report.page import reach
from shared.ui.report.sections import compared
from shared.web.accounts import Account
from shared.web.dependencies import app_state
from shared.web.pages.forms import first, redirect_to
from shared.web.pages.visitor import Submitted, Visiting

MOST_REMINDERS = 20
"""The most reminders that the home page shows."""

PASSWORD_RESET_SHOWN = timedelta(days=14)
"""Time for which the home page shows that an administrator has set the password of the account."""


def home_pages(context: ServiceContext, reports: Reports) -> APIRouter:
    """Returns the router of the home page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def home(request: Request, visitor: Visiting) -> Response:
        """Renders the worklist of the account and the figures of its organization for this year."""
        tree, own, today = await context.directory.tree(), visitor.account.organization, context.today()
        readable = own is not None and own in tree and reads(visitor.account, "reports")
        report, before = [
            await reports.report_of(visitor.account, own, ReportQuery(year=year))
            if own is not None and readable
            else None
            for year in (today.year, today.year - 1)
        ]
        async with context.service.reading() as connection:
            reminded = await open_reminders(connection, visitor.account, today) if may_read(visitor.account) else []
            inviting = await conferences_that_invite(connection, visitor.account, tree, today)
        frame = page_frame(request, visitor, context, tree)
        return TEMPLATES.render(
            "home.html",
            frame=frame,
            next_pages=next_pages(visitor.account, frame.links),
            worklist=await worklist(context, visitor.account),
            reminders=reminded[:MOST_REMINDERS],
            more_reminders=len(reminded) - MOST_REMINDERS,
            begins=[
                (kind.layout.begin, f"/{kind.name}/new")
                for kind in KINDS
                if may_begin(context, visitor.account, kind, tree=tree)
            ],
            offline=OFFLINE if offline_kinds(context, visitor.account, tree) else "",
            inviting=inviting,
            password_reset=_recent_reset(visitor.account, context.now()),
            report=report,
            own=own,
            address=lambda key: address_of(key, tree, today),
            reach=reach(report, tree) if report is not None else "",
            cadence=await cadence_for(context, visitor.account, own, today.year, tree)
            if own is not None and own in tree
            else None,
            highlights=compared(report, before) if report is not None and before is not None else [],
        )

    @router.post("/discard")
    async def discard(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Discards the form that was kept when the session ended, and redirects to its page."""
        address = first(form, "address")
        app_state(request).forms_before_login.discard(visitor.account.name, address.partition("?")[0])
        return redirect_to(address)

    return router


def _recent_reset(account: Account, now: datetime) -> Account | None:
    """Returns the account when an administrator has set its password in the last days."""
    at = account.password_reset_at
    return account if at is not None and now - at < PASSWORD_RESET_SHOWN else None
