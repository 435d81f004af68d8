"""The routers of a committee's service: the HTTP interface, the public pages, and the pages of its accounts."""

from fastapi import APIRouter

from shared.committee.adoption_points.routes import adoption_points_router
from shared.committee.appraisal.routes import appraisal_router
from shared.committee.attachments.routes import attachments_router
from shared.committee.batches.routes import batches_router
from shared.committee.cadence.routes import cadence_router
from shared.committee.comment_requests.routes import comment_requests_router
from shared.committee.context import ServiceContext
from shared.committee.deliveries.routes import delivery_choices_router
from shared.committee.documents.letter_routes import letters_router
from shared.committee.documents.report_routes import report_documents_router
from shared.committee.documents.routes import (
    documents_router,
    further_documents_router,
    issues_router,
    research_volume_router,
)
from shared.committee.exports.export import Exports
from shared.committee.exports.routes import exports_router
from shared.committee.imports.members.usecases import MemberImports
from shared.committee.imports.plans.routes import plan_imports_router
from shared.committee.imports.plans.usecases import PlanImports
from shared.committee.imports.platforms.routes import platform_imports_router
from shared.committee.imports.platforms.usecases import PlatformImports
from shared.committee.imports.proposals.routes import proposal_imports_router
from shared.committee.imports.proposals.usecases import ProposalImports
from shared.committee.imports.roster.usecases import Imports
from shared.committee.imports.routes import imports_router
from shared.committee.imports.units.usecases import UnitImports
from shared.committee.kinds.catalogue import KINDS
from shared.committee.limit_calendar.routes import calendar_feed_router
from shared.committee.matters.routes import matters_router
from shared.committee.members.routes import members_router
from shared.committee.notification_center.routes import notifications_router
from shared.committee.opinion_calls.routes import opinion_calls_router
from shared.committee.organizations.routes import organizations_router
from shared.committee.own_records.routes import own_records_router
from shared.committee.plenary_sessions.routes import plenary_sessions_router
from shared.committee.public_board.routes import public_board_router
from shared.committee.reminders.routes import reminders_router
from shared.committee.reports.change_notifier import ChangeNotifier
from shared.committee.reports.queries import Reports
from shared.committee.reports.routes import reports_router
from shared.committee.topic_suggestions.public_routes import public_topics_router
from shared.committee.topic_suggestions.routes import topic_suggestions_router
from shared.committee.transfers.routes import transfers_router
from shared.committee.units.routes import units_router
from shared.committee.working_calendar.routes import calendar_router
from shared.committee.worklist.routes import worklist_router
from shared.ui.accounts.delivery_choices import delivery_choice_pages
from shared.ui.public.board import public_board_pages
from shared.ui.public.topics import public_topic_pages
from shared.ui.routes import ui_router


def routers(context: ServiceContext, reports: Reports, changes: ChangeNotifier) -> list[APIRouter]:
    """Returns the routers of a committee's service, in addition to those of every application."""
    imports, member_imports, exports = Imports(context), MemberImports(context), Exports(context)
    proposal_imports = ProposalImports(context)
    return [
        exports_router(exports),
        documents_router(context),
        issues_router(context),
        further_documents_router(context),
        research_volume_router(context),
        adoption_points_router(context),
        report_documents_router(context, reports),
        organizations_router(context),
        own_records_router(context),
        *(matters_router(context, kind) for kind in KINDS),
        batches_router(context),
        transfers_router(context),
        letters_router(context),
        attachments_router(context),
        appraisal_router(context),
        cadence_router(context),
        units_router(context),
        plenary_sessions_router(context),
        opinion_calls_router(context),
        comment_requests_router(context),
        topic_suggestions_router(context),
        members_router(context),
        calendar_router(context),
        reminders_router(context),
        worklist_router(context),
        imports_router(imports, member_imports, UnitImports(context)),
        platform_imports_router(PlatformImports(context)),
        plan_imports_router(PlanImports(context)),
        proposal_imports_router(context, proposal_imports),
        reports_router(context, reports, changes),
        calendar_feed_router(context),
        notifications_router(context),
        delivery_choices_router(context),
        delivery_choice_pages(context),
        public_board_router(context),
        public_board_pages(context),
        public_topics_router(context),
        public_topic_pages(context),
        ui_router(context, reports, imports, member_imports, exports, proposal_imports),
    ]
