"""The pages of a committee's service: `/`, and the report of an organization."""

from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from shared.committee.context import ServiceContext
from shared.committee.desk.account_routes import account_pages
from shared.committee.desk.framing import DESK, frame, reads
from shared.committee.desk.import_routes import import_pages
from shared.committee.desk.layouts import LAYOUTS
from shared.committee.desk.list_routes import list_pages
from shared.committee.desk.matter_routes import matter_pages
from shared.committee.desk.overview import overview, reach
from shared.committee.desk.password_routes import password_pages
from shared.committee.desk.roster_routes import roster_pages
from shared.committee.desk.sections import highlights
from shared.committee.desk.transfer_routes import transfer_pages
from shared.committee.desk.waiting import tasks
from shared.committee.directory.names import address_of
from shared.committee.imports.usecases import Imports
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.access import may_begin
from shared.committee.organizations.routes import Key
from shared.committee.reports.queries import ReportQuery, Reports
from shared.web.pages.forms import first
from shared.web.pages.login_routes import towards
from shared.web.pages.visitor import Submitted, Visiting
from shared.web.rules import invalid_input
from shared.web.surroundings import surroundings


def desk_router(context: ServiceContext, reports: Reports, imports: Imports) -> APIRouter:
    """Every page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def home(request: Request, visitor: Visiting) -> Response:
        """Renders the worklist of the account and the figures of its organization for this year."""
        tree, own, today = await context.directory.tree(), visitor.account.organization, context.today()
        readable = own is not None and own in tree and reads(visitor.account, "reports")
        report = (
            await reports.report_of(visitor.account, own, ReportQuery(year=today.year))
            if own is not None and readable
            else None
        )
        async with context.service.reading() as connection:
            waiting = await tasks(connection, visitor.account, today=today)
        return DESK.render(
            "home.html",
            frame=frame(request, visitor, context, tree),
            tasks=waiting,
            begins=[
                (LAYOUTS[kind.name].begin, f"/{kind.name}/new")
                for kind in KINDS
                if may_begin(context, visitor.account, kind, tree=tree)
            ],
            report=report,
            address=lambda key: address_of(key, tree, today),
            reach=reach(report, tree) if report is not None else "",
            highlights=highlights(report.figures) if report is not None else [],
        )

    @router.post("/discard")
    async def discard(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Discards the form that was kept when the session ended, and redirects to its page."""
        address = first(form, "address")
        surroundings(request).kept_forms.discard(visitor.account.name, address.partition("?")[0])
        return towards(address)

    @router.get("/reports/{key}")
    async def report(request: Request, visitor: Visiting, key: Key) -> Response:
        """Renders the report of an organization on a day, with links to the organizations below it."""
        asked = _asked(request)
        found = await reports.report(visitor.account, key, asked)
        tree, today = await context.directory.tree(), context.today()
        shown = await overview(found, visitor.account, reports=reports, tree=tree, today=today)
        record = _query(asked, today)
        around = frame(request, visitor, context, tree)
        return DESK.render(
            "report.html",
            frame=around,
            page=shown,
            report=found,
            today=today,
            query=record,
            address=lambda key, day=found.as_of: address_of(key, tree, day),
        )

    for kind in KINDS:
        router.include_router(matter_pages(context, kind))
        router.include_router(list_pages(context, kind))
    router.include_router(transfer_pages(context))
    router.include_router(import_pages(imports))
    router.include_router(roster_pages(context))
    router.include_router(account_pages(context))
    router.include_router(password_pages(context))
    return router


def _asked(request: Request) -> ReportQuery:
    """A form sends also what was left empty."""
    given = {name: value for name, value in request.query_params.items() if value.strip()}
    try:
        return ReportQuery.model_validate(given)
    except ValidationError as error:
        raise invalid_input(error.errors(include_url=False)) from error


def _query(asked: ReportQuery, today: date) -> str:
    """The same question, for the links to other organizations; empty when it is the usual one. Today is not kept: it passes."""
    given = asked.model_dump(mode="json", exclude_defaults=True, exclude={"as_of"} if asked.as_of == today else set())
    return f"?{urlencode(given)}" if given else ""
