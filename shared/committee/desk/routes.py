"""The pages of a committee's service: `/`, and the report of an organization."""

from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from shared.committee.desk.overview import overview
from shared.committee.desk.sections import highlights
from shared.committee.directory.places import Places
from shared.committee.office import Office
from shared.committee.organizations.commanding import Key
from shared.committee.reports.reading import Asked, Reports
from shared.web.pages.rendering import Frame, Link, Renderer
from shared.web.pages.visitor import Visiting, Visitor
from shared.web.permissions import may
from shared.web.rules import invalid_input

DESK = Renderer(Path(__file__).with_name("templates"))


def desk_router(office: Office, reports: Reports) -> APIRouter:
    """Every page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def home(request: Request, visitor: Visiting) -> Response:
        """What waits for the account, and how its own organization stands."""
        places, own = await office.directory.places(), visitor.account.organization
        readable = own is not None and own in places and may(visitor.account, "reports.read", relation="own")
        report = await reports.report(visitor.account, own, Asked()) if own is not None and readable else None
        shown = highlights(report.figures) if report is not None else []
        return DESK.render("home.html", frame=frame(request, visitor, office, places), report=report, highlights=shown)

    @router.get("/reports/{key}")
    async def report(request: Request, visitor: Visiting, key: Key) -> Response:
        """Coverage and handling of an organization on a day, with the way down to those below it."""
        asked = _asked(request)
        found = await reports.report(visitor.account, key, asked)
        places, today = await office.directory.places(), office.today()
        shown = await overview(found, visitor.account, reports=reports, places=places, today=today)
        kept = _query(asked, today)
        around = frame(request, visitor, office, places)
        return DESK.render("report.html", frame=around, page=shown, report=found, today=today, query=kept)

    return router


def frame(request: Request, visitor: Visitor, office: Office, places: Places) -> Frame:
    """What stands around each page: whose desk it is, and where one can go."""
    account, own = visitor.account, visitor.account.organization
    links = [("首页", "/")]
    if own is not None and may(account, "reports.read", relation="own"):
        links.append(("统计报告", f"/reports/{own}"))
    here = request.url.path
    return Frame(
        organization=places.name(own, office.today()) if own is not None and own in places else "联席",
        account=account.name,
        roles="、".join(role.title_zh for role in sorted(account.roles)),
        form_token=visitor.form_token,
        links=tuple(Link(title=title, address=address, here=_is_here(here, address)) for title, address in links),
    )


def _is_here(path: str, address: str) -> bool:
    return path == address or (address.startswith("/reports/") and path.startswith("/reports/"))


def _asked(request: Request) -> Asked:
    """A form sends also what was left empty."""
    given = {name: value for name, value in request.query_params.items() if value.strip()}
    try:
        return Asked.model_validate(given)
    except ValidationError as error:
        raise invalid_input(error.errors(include_url=False)) from error


def _query(asked: Asked, today: date) -> str:
    """The same question, for the links to other organizations; empty when it is the usual one. Today is not kept: it passes."""
    given = asked.model_dump(mode="json", exclude_defaults=True, exclude={"as_of"} if asked.as_of == today else set())
    return f"?{urlencode(given)}" if given else ""
