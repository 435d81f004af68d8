"""The HTTP routes of the documents of reports, `/api/v1/reports/{key}/documents/{form}`."""

import asyncio
from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from shared.committee.context import ServiceContext
from shared.committee.directory.names import formal_name
from shared.committee.documents.bulletin import ReportForm, report_document
from shared.committee.documents.routes import FILE
from shared.committee.organizations.routes import Key
from shared.committee.reports.queries import ReportQuery, Reports
from shared.committee.word.official import MEDIA_TYPE
from shared.committee.workbooks.response import download
from shared.web.accounts import Account
from shared.web.actor import Actor


def report_documents_router(context: ServiceContext, reports: Reports) -> APIRouter:
    """Returns the router of the documents of reports."""
    router = APIRouter(prefix="/api/v1/reports", tags=["报告"])

    @router.get(
        "/{key}/documents/{form}", summary="统计通报和活动情况报告（Word）", response_class=Response, responses=FILE
    )
    async def document(account: Actor, key: Key, form: ReportForm, query: Annotated[ReportQuery, Query()]) -> Response:
        """Returns the bulletin of proposals or the activity report; every percentage has its base, and what is not recorded is named."""
        return await report_document_file(context, reports, account, key, form, query)

    return router


async def report_document_file(
    context: ServiceContext, reports: Reports, account: Account, key: str, form: ReportForm, query: ReportQuery
) -> StreamingResponse:
    """Returns the response with a document of a report, of all its figures: a breakdown is not part of it."""
    report = await reports.report(account, key, query.model_copy(update={"part": None}))
    organ = formal_name(report.organization, await context.directory.tree(), report.as_of)
    content = await asyncio.to_thread(lambda: report_document(form, report, organ=organ).content())
    stem = f"{report.organization}-{report.year or 'all'}-{report.as_of}"
    return download(BytesIO(content), MEDIA_TYPE, name=f"{stem}-{form}.docx", title=f"{form.title_zh}{stem}.docx")
