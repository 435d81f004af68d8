"""`/api/v1/audit-log`: the audit log of a service, for its audit administrator."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.queries import AuditEntryView, AuditQuery, csv_lines, list_entries
from shared.web.audit_log.vocabulary import AuditAction
from shared.web.dependencies import AppState, app_state
from shared.web.paging import ListPage, Paging
from shared.web.permissions import allow

READ = "audit_log.read"

router = APIRouter(prefix="/api/v1/audit-log", tags=["审计日志"])


@router.get("", summary="审计日志")
async def listed(
    request: Request, account: Actor, query: Annotated[AuditQuery, Query()], paging: Paging
) -> ListPage[AuditEntryView]:
    """Returns the entries of the audit log, the newest first."""
    allow(account, READ, relation="foreign")
    async with app_state(request).database.reading() as connection:
        return await list_entries(connection, query, paging)


@router.get(".csv", summary="审计日志（CSV）", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def csv_file(request: Request, account: Actor, query: Annotated[AuditQuery, Query()]) -> Response:
    """Returns the entries of the audit log as a CSV file, the oldest first. The export is itself an entry, the last one."""
    return await exported(app_state(request), account, query)


async def exported(state: AppState, account: Account, query: AuditQuery) -> Response:
    """Records the export and returns the response with the CSV file."""
    allow(account, READ, relation="foreign")
    entry = AuditEntry(action=AuditAction.EXPORT, actor=account.name, subject="audit_log")
    async with state.database.transaction() as connection:
        await append(connection, entry, at=state.now())
    headers = {"Content-Disposition": 'attachment; filename="audit-log.csv"'}
    return StreamingResponse(csv_lines(state.database, query), media_type="text/csv; charset=utf-8", headers=headers)
