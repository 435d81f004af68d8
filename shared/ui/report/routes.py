"""The page of a report, `/reports/{key}`, and its files."""

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from shared.committee.cadence.queries import cadence_for
from shared.committee.context import ServiceContext
from shared.committee.directory.names import address_of
from shared.committee.documents.bulletin import ReportForm
from shared.committee.documents.report_routes import report_document_file
from shared.committee.organizations.routes import Key
from shared.committee.reports.queries import ReportQuery, Reports
from shared.committee.reports.spreadsheet import csv_file
from shared.committee.reports.workbook import report_workbook
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.report.links import breakdown_links, query_string
from shared.ui.report.page import overview, reach
from shared.web.pages.visitor import Visiting
from shared.web.validation_messages import invalid_input


def report_pages(context: ServiceContext, reports: Reports) -> APIRouter:
    """Returns the router of the page of a report and of its files."""
    router = APIRouter(include_in_schema=False)

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

    return router


def _asked(request: Request) -> ReportQuery:
    """Returns the query of the address, without empty parameters, which a form sends too; raises `InvalidError`."""
    parameters = {name: value for name, value in request.query_params.items() if value.strip()}
    try:
        return ReportQuery.model_validate(parameters)
    except ValidationError as error:
        raise invalid_input(error.errors(include_url=False)) from error
