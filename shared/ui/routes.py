"""The router of all pages of a committee's service, with the home page `/` and the report of an organization."""

from dataclasses import replace
from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from shared.committee.cadence.queries import cadence_for
from shared.committee.consents.invitations import conferences_that_invite
from shared.committee.context import ServiceContext
from shared.committee.directory.names import address_of
from shared.committee.documents.bulletin import ReportForm
from shared.committee.documents.report_routes import report_document_file
from shared.committee.exports.export import Exports
from shared.committee.imports.member_imports import MemberImports
from shared.committee.imports.unit_imports import UnitImports
from shared.committee.imports.usecases import Imports
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.access import may_begin
from shared.committee.organizations.routes import Key
from shared.committee.plan_imports.usecases import PlanImports
from shared.committee.platform_imports.usecases import PlatformImports
from shared.committee.proposal_imports.usecases import ProposalImports
from shared.committee.reminders.queries import may_read, open_reminders
from shared.committee.reports.queries import ReportQuery, Reports
from shared.committee.reports.spreadsheet import csv_file
from shared.committee.reports.workbook import report_workbook
from shared.committee.topic_suggestions.imports import TopicImports
from shared.committee.worklist.access import reads
from shared.committee.worklist.queries import worklist
from shared.ui.accounts.bulk import bulk_account_pages
from shared.ui.accounts.password import password_pages
from shared.ui.accounts.routes import account_pages
from shared.ui.accounts.second_factor import second_factor_pages
from shared.ui.accounts.sessions import session_pages
from shared.ui.accounts.tokens import token_pages
from shared.ui.audit_log import audit_log_pages
from shared.ui.batches.routes import batch_pages
from shared.ui.calendar import calendar_pages
from shared.ui.comment_requests import comment_request_pages
from shared.ui.imports import import_pages, register_import, roster_import
from shared.ui.keys import key_pages
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.limit_calendar import limit_calendar_pages
from shared.ui.lists.exports import export_pages
from shared.ui.lists.routes import list_pages
from shared.ui.matter.documents import document_pages
from shared.ui.matter.routes import matter_pages
from shared.ui.next_pages import next_pages
from shared.ui.notifications import notification_pages
from shared.ui.offline import OFFLINE, offline_kinds, offline_pages
from shared.ui.platform_imports import platform_import
from shared.ui.proposal_imports import proposal_import_pages
from shared.ui.registers.adoption_points import adoption_points_pages
from shared.ui.registers.appraisal import appraisal_pages
from shared.ui.registers.members import member_pages
from shared.ui.registers.opinion_calls import opinion_call_pages
from shared.ui.registers.plenary_sessions import plenary_session_pages
from shared.ui.registers.topic_suggestions import topic_suggestion_pages
from shared.ui.registers.units import unit_pages
from shared.ui.report.links import breakdown_links, query_string
from shared.ui.report.page import overview, reach
from shared.ui.report.sections import compared
from shared.ui.roster.routes import roster_pages
from shared.ui.transfers import transfer_pages
from shared.web.accounts import Account
from shared.web.dependencies import app_state
from shared.web.pages.forms import first
from shared.web.pages.login_routes import redirect_to
from shared.web.pages.visitor import Submitted, Visiting
from shared.web.validation_messages import invalid_input

MOST_REMINDERS = 20
"""The most reminders that the home page shows."""

PASSWORD_RESET_SHOWN = timedelta(days=14)
"""Time for which the home page shows that an administrator has set the password of the account."""


def ui_router(
    context: ServiceContext,
    reports: Reports,
    imports: Imports,
    member_imports: MemberImports,
    exports: Exports,
    proposal_imports: ProposalImports,
) -> APIRouter:
    """Returns the router of all pages."""
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

    @router.get("/reports/{key}.csv")
    async def report_csv(request: Request, visitor: Visiting, key: Key) -> Response:
        """Returns the figures of a report as a CSV file."""
        return csv_file(await reports.report(visitor.account, key, _asked(request)))

    @router.get("/reports/{key}.xlsx")
    async def report_xlsx(request: Request, visitor: Visiting, key: Key) -> Response:
        """Returns the figures of a report as a workbook."""
        return await report_workbook(context, await reports.report(visitor.account, key, _asked(request)))

    @router.get("/reports/{key}/documents/{form}")
    async def report_document(request: Request, visitor: Visiting, key: Key, form: ReportForm) -> Response:
        """Returns the bulletin or the activity report."""
        return await report_document_file(context, reports, visitor.account, key, form, _asked(request))

    @router.get("/reports/{key}")
    async def report(request: Request, visitor: Visiting, key: Key) -> Response:
        """Renders the report of an organization on a day, with links to the organizations below it."""
        query = _asked(request)
        found = await reports.report(visitor.account, key, query)
        tree, today = await context.directory.tree(), context.today()
        links = await breakdown_links(context, visitor.account, found.organization, query, tree)
        if query.part is not None:
            return TEMPLATES.render(
                "breakdown.html",
                frame=page_frame(request, visitor, context, tree),
                report=found,
                name=tree.name(found.organization, found.as_of),
                reach=reach(found, tree),
                links=links,
                query=query_string(query, today),
                address=lambda key, day=found.as_of: address_of(key, tree, day),
            )
        shown = await overview(found, visitor.account, reports=reports, tree=tree, today=today)
        return TEMPLATES.render(
            "report.html",
            frame=page_frame(request, visitor, context, tree),
            page=shown,
            report=found,
            cadence=await cadence_for(
                context, visitor.account, found.organization, found.year or found.as_of.year, tree
            ),
            today=today,
            links=links,
            query=query_string(query, today),
            address=lambda key, day=found.as_of: address_of(key, tree, day),
        )

    router.include_router(export_pages(exports))
    router.include_router(document_pages(context))
    router.include_router(adoption_points_pages(context))
    for kind in KINDS:
        router.include_router(batch_pages(context, kind))
        router.include_router(matter_pages(context, kind))
        router.include_router(list_pages(context, kind))
    router.include_router(transfer_pages(context))
    router.include_router(import_pages(roster_import(imports)))
    router.include_router(import_pages(register_import(member_imports, "members", "委员名册")))
    router.include_router(import_pages(register_import(UnitImports(context), "units", "承办单位名录")))
    router.include_router(import_pages(platform_import(PlatformImports(context))))
    items = register_import(PlanImports(context), "plan-items", "计划项目")
    router.include_router(import_pages(replace(items, list_address="/plans", list_title="年度协商计划")))
    router.include_router(import_pages(register_import(TopicImports(context), "topic-suggestions", "议题征集")))
    router.include_router(proposal_import_pages(context, proposal_imports))
    for further_pages in (
        roster_pages,
        appraisal_pages,
        unit_pages,
        plenary_session_pages,
        opinion_call_pages,
        comment_request_pages,
        topic_suggestion_pages,
        member_pages,
        calendar_pages,
        limit_calendar_pages,
        notification_pages,
        bulk_account_pages,
        account_pages,
        audit_log_pages,
        key_pages,
        offline_pages,
        password_pages,
        second_factor_pages,
        session_pages,
        token_pages,
    ):
        router.include_router(further_pages(context))
    return router


def _asked(request: Request) -> ReportQuery:
    """Returns the query of the address, without empty parameters, which a form sends too; raises `InvalidError`."""
    parameters = {name: value for name, value in request.query_params.items() if value.strip()}
    try:
        return ReportQuery.model_validate(parameters)
    except ValidationError as error:
        raise invalid_input(error.errors(include_url=False)) from error


def _recent_reset(account: Account, now: datetime) -> Account | None:
    """Returns the account when an administrator has set its password in the last days."""
    at = account.password_reset_at
    return account if at is not None and now - at < PASSWORD_RESET_SHOWN else None
