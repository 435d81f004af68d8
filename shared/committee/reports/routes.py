"""The HTTP routes of reports, `/api/v1/reports/{key}`: the report of an organization, and the stream of its changes."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from shared.committee.context import ServiceContext
from shared.committee.organizations.routes import Key
from shared.committee.reports.change_notifier import ChangeNotifier, change_events
from shared.committee.reports.document import ReportDocument
from shared.committee.reports.queries import ReportQuery, Reports
from shared.committee.reports.spreadsheet import csv_file
from shared.committee.reports.workbook import report_workbook
from shared.committee.workbooks.table import MEDIA_TYPE as WORKBOOK
from shared.web.actor import Actor, Streaming
from shared.web.dependencies import app_state

_encode = msgspec.json.Encoder(decimal_format="number").encode
"""The encoder of reports: a decimal is a JSON number with all its digits, 100.00."""

_DIGITS = 19  # the maximum number of digits of a revision


def reports_router(context: ServiceContext, reports: Reports, changes: ChangeNotifier) -> APIRouter:
    """Returns the router with every route of reports."""
    router = APIRouter(prefix="/api/v1/reports", tags=["报告"])

    @router.get(
        "/{key}.csv",
        summary="统计报告（CSV）",
        response_class=Response,
        responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
    )
    async def report_csv(account: Actor, key: Key, query: Annotated[ReportQuery, Query()]) -> Response:
        """Returns the figures of an organization on a day as a CSV file: of all measures, or of those that a breakdown divides."""
        return csv_file(await reports.report(account, key, query))

    @router.get(
        "/{key}.xlsx",
        summary="统计报告（Excel）",
        response_class=Response,
        responses={200: {"content": {WORKBOOK: {"schema": {"type": "string", "format": "binary"}}}}},
    )
    async def report_xlsx(account: Actor, key: Key, query: Annotated[ReportQuery, Query()]) -> Response:
        """Returns the figures as a workbook, each with numerator, denominator, day, parts, residual and definition."""
        return await report_workbook(context, await reports.report(account, key, query))

    @router.get("/{key}", summary="统计报告", response_model=ReportDocument)
    async def report(account: Actor, key: Key, query: Annotated[ReportQuery, Query()]) -> Response:
        """Returns every figure of an organization on a day, as known now, and those of the organizations directly below.

        With `part`: the figures that the breakdown divides, each with its parts (`theme=social`) and what is not recorded as residual.
        `area`: the sums of the townships of each area group; the residual is what townships in no group have.
        `quarter`: what each quarter of the year added (`value`), and the figure on its last day (`total`, `denominator`, `rate`).
        """
        found = await reports.report(account, key, query)
        return Response(_encode(found), media_type="application/json")

    @router.get("/{key}/events", summary="报告变化的通知（SSE）", response_class=StreamingResponse)
    async def events(
        request: Request,
        reader: Streaming,
        key: Key,
        since: Annotated[int | None, Query(ge=0, lt=10**18, description="从这个修订号起；默认从现在起")] = None,
    ) -> Response:
        """Streams an event `changed` whenever a figure of the organization, or of one directly below it, has changed."""
        streams = app_state(request).streams
        streams.check(reader.account.name)
        organization = await reports.key(reader.account, key)
        tree = await context.directory.tree()
        wanted = [organization, *tree.parts(organization, context.today())]
        seen = _last_seen(request, since)
        begin = await reports.revision() if seen is None else seen
        stream = change_events(changes, wanted, begin, app_state(request).stopping, reader.is_valid)
        counted = streams.counted(reader.account.name, stream)
        return StreamingResponse(counted, headers={"X-Accel-Buffering": "no"}, media_type="text/event-stream")

    return router


def _last_seen(request: Request, since: int | None) -> int | None:
    """Returns the revision in `Last-Event-ID` of a client that reconnects, else `since`; an invalid id is ignored."""
    last = request.headers.get("Last-Event-ID", "")
    return int(last) if last.isascii() and last.isdigit() and len(last) < _DIGITS else since
