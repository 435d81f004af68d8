"""`/audit-log`: the audit log of the service, for its audit administrator."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from shared.committee.context import ServiceContext
from shared.contracts.vocabulary import Role
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination, parse_query
from shared.web.audit_log.queries import AuditEntryView, AuditQuery, list_entries
from shared.web.audit_log.vocabulary import AuditAction, AuditResult
from shared.web.audit_routes import READ, exported
from shared.web.dependencies import app_state
from shared.web.login.attempts import TOO_MANY
from shared.web.oidc.refusals import SENTENCES
from shared.web.pages.visitor import Visiting
from shared.web.paging import Paging
from shared.web.permissions import allow

ADDRESS = "/audit-log"
_ROLES = {str(role): role.title_zh for role in Role}
_OTHERS = "others"


def audit_log_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list and of its export."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def listing(request: Request, visitor: Visiting, paging: Paging) -> Response:
        """Renders the entries of the audit log, the newest first, with filters by account, action, result and days."""
        allow(visitor.account, READ, relation="foreign")
        query, given = parse_query(request, AuditQuery)
        async with context.service.reading() as connection:
            found = await list_entries(connection, query, paging)
        return TEMPLATES.render(
            "audit_log.html",
            frame=page_frame(request, visitor, context, await context.directory.tree()),
            items=found.items,
            explained=explained,
            given=given,
            pagination=pagination(found, given),
            actions=list(AuditAction),
            results=list(AuditResult),
            export=f"{ADDRESS}.csv?{urlencode(given)}",
        )

    @router.get(f"{ADDRESS}.csv")
    async def csv_file(request: Request, visitor: Visiting) -> Response:
        """Returns the entries of the filter as a CSV file; the export is recorded."""
        return await exported(app_state(request), visitor.account, parse_query(request, AuditQuery)[0])

    return router


def explained(entry: AuditEntryView) -> str:
    """Returns the details of an entry in words: roles, numbers of rows, logins, and why a single sign-on was refused."""
    details = entry.details
    if not details:
        return ""
    match entry.action:
        case AuditAction.LOGIN if entry.result is AuditResult.FAILURE:
            return "连续输错，须等待" if details == TOO_MANY else details
        case AuditAction.LOGIN:
            return f"登录编号 {details}"
        case AuditAction.IMPORT | AuditAction.EXPORT:
            return f"{details} 行"
        case AuditAction.SINGLE_SIGN_ON:
            return SENTENCES.get(details, details)
        case AuditAction.SESSION_ENDED:
            return "除本次外的全部登录" if details == _OTHERS else f"登录编号 {details}"
        case AuditAction.TRIMMED:
            return f"校验值 {details}"
    return "、".join(_ROLES.get(each, each) for each in details.split(","))
