"""The router of all pages of a committee's service."""

from dataclasses import replace

from fastapi import APIRouter

from shared.committee.context import ServiceContext
from shared.committee.exports.export import Exports
from shared.committee.imports.members.usecases import MemberImports
from shared.committee.imports.plans.usecases import PlanImports
from shared.committee.imports.platforms.usecases import PlatformImports
from shared.committee.imports.proposals.usecases import ProposalImports
from shared.committee.imports.roster.usecases import Imports
from shared.committee.imports.units.usecases import UnitImports
from shared.committee.kinds.catalogue import KINDS
from shared.committee.reports.queries import Reports
from shared.committee.topic_suggestions.imports import TopicImports
from shared.ui.accounts.bulk import bulk_account_pages
from shared.ui.accounts.password import password_pages
from shared.ui.accounts.routes import account_pages
from shared.ui.accounts.second_factor import second_factor_pages
from shared.ui.accounts.sessions import session_pages
from shared.ui.accounts.tokens import token_pages
from shared.ui.audit_log import audit_log_pages
from shared.ui.batches.routes import batch_pages
from shared.ui.calendars.limits import limit_calendar_pages
from shared.ui.calendars.working_days import calendar_pages
from shared.ui.comment_requests import comment_request_pages
from shared.ui.home.notifications import notification_pages
from shared.ui.home.routes import home_pages
from shared.ui.imports.platforms import platform_import
from shared.ui.imports.proposals import proposal_import_pages
from shared.ui.imports.routes import import_pages, register_import, roster_import
from shared.ui.keys import key_pages
from shared.ui.lists.exports import export_pages
from shared.ui.lists.routes import list_pages
from shared.ui.login import routes as login
from shared.ui.login import single_sign_on
from shared.ui.matter.documents import document_pages
from shared.ui.matter.routes import matter_pages
from shared.ui.offline import offline_pages
from shared.ui.registers.adoption_points import adoption_points_pages
from shared.ui.registers.appraisal import appraisal_pages
from shared.ui.registers.members import member_pages
from shared.ui.registers.opinion_calls import opinion_call_pages
from shared.ui.registers.plenary_sessions import plenary_session_pages
from shared.ui.registers.topic_suggestions import topic_suggestion_pages
from shared.ui.registers.units import unit_pages
from shared.ui.report.routes import report_pages
from shared.ui.roster.routes import roster_pages
from shared.ui.transfers import transfer_pages


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

    router.include_router(login.router)
    router.include_router(single_sign_on.router)
    router.include_router(home_pages(context, reports))
    router.include_router(report_pages(context, reports))
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
