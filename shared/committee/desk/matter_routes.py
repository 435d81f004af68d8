"""`/{matters}/{id}` and `/{matters}/new`: a matter with its history, and the forms of what may be done with it now."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.desk.controls import Tried, sheet
from shared.committee.desk.filling import filled
from shared.committee.desk.framing import DESK, frame
from shared.committee.desk.giving import body_of, commands_of, given
from shared.committee.desk.labels import FINAL
from shared.committee.desk.layouts import LAYOUTS
from shared.committee.desk.matter import Read, matter_page
from shared.committee.desk.submitting import COMMAND, VERSION, is_confirmed, status_of, submit
from shared.committee.matters import recording
from shared.committee.matters.commanding import Id
from shared.committee.matters.kind import Kind
from shared.committee.matters.reading import past_of, read, readers
from shared.committee.office import Office
from shared.committee.transfers.repository import of_matter
from shared.committee.work import Work
from shared.domain.errors import LianxiError
from shared.web.accounts import Account
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting, Visitor
from shared.web.paging import Window
from shared.web.permissions import allow, may

_LAST_READERS = Window(page=1, size=10)


def matter_pages(office: Office, kind: Kind) -> APIRouter:
    """Those of one kind."""
    router = APIRouter(include_in_schema=False)
    _add_beginning(router, office, kind)

    @router.get(f"/{kind.name}/{{id}}")
    async def one(request: Request, visitor: Visiting, id: Id, done: str = "") -> Response:
        """The matter. `done`: the command that has just been given."""
        return await _shown(request, visitor, office, kind, id, done=done)

    @router.post(f"/{kind.name}/{{id}}")
    async def give(request: Request, visitor: Visiting, form: Submitted, id: Id) -> Response:
        """Give the command of this form, or ask again."""
        name = first(form, COMMAND)
        try:
            return await _given(request, visitor, office, kind, id, name, form)
        except LianxiError as error:
            body_of(kind, name)
            tried = Tried(command=name, form=form, error=error)
            return await _shown(request, visitor, office, kind, id, tried=tried)

    return router


async def _given(  # noqa: PLR0913, PLR0917 - a form, and what it is about
    request: Request, visitor: Visitor, office: Office, kind: Kind, id: str, name: str, form: Form
) -> Response:
    command = filled(body_of(kind, name), form)
    if name in FINAL and not is_confirmed(form):
        return await _shown(request, visitor, office, kind, id, tried=Tried(command=name, form=form, confirming=True))
    places = await office.directory.places()

    async def step(connection: AsyncConnection) -> str:
        work = Work(connection, office, places)
        after = await given(work, visitor.account, kind, id, command, seen=first(form, VERSION))
        return f"/{kind.name}/{after.id}?done={name}"

    response = await submit(request, visitor.account, form, step)
    office.wake()
    return response


async def _shown(  # noqa: PLR0913 - a page, and how it came to be shown
    request: Request,
    visitor: Visitor,
    office: Office,
    kind: Kind,
    id: str,
    *,
    done: str = "",
    tried: Tried | None = None,
) -> Response:
    account, places = visitor.account, await office.directory.places()
    found = await _read(office, account, kind, id)
    page = matter_page(found, account, office=office, places=places, tried=tried)
    titles = {kind.begins.name: kind.begins.title_zh} | {
        name: body.title_zh for name, body in commands_of(kind).items()
    }
    return DESK.render(
        "matter.html",
        status=status_of(tried.error) if tried and tried.error else 200,
        frame=frame(request, visitor, office, places),
        page=page,
        layout=LAYOUTS[kind.name],
        done=titles.get(done, ""),
    )


async def _read(office: Office, account: Account, kind: Kind, id: str) -> Read:
    shown, past = await read(office, account, kind, id), await past_of(office, account, kind, id)
    async with office.service.reading() as connection:
        transfers = await of_matter(connection, id, "out") if kind.traits else []
    own = account.organization == shown.row.organization
    sees = kind.restricted and own and may(account, f"{kind.name}.readings", relation="own")
    seen = await readers(office, account, kind, id, _LAST_READERS) if sees else None
    return Read(kind=kind, shown=shown, past=past, transfers=transfers, readers=seen.items if seen else [])


def _add_beginning(router: APIRouter, office: Office, kind: Kind) -> None:
    name, address = kind.begins.name, f"/{kind.name}/new"

    async def form_page(request: Request, visitor: Visitor, tried: Tried | None = None) -> Response:
        allow(visitor.account, f"{kind.name}.{name}", relation="own")
        places, today = await office.directory.places(), office.today().isoformat()
        form = sheet(
            kind.new, command=name, title=LAYOUTS[kind.name].begin, action=address, initial={"on": today}, tried=tried, shown=True
        )  # fmt: skip
        status = status_of(tried.error) if tried and tried.error else 200
        around = frame(request, visitor, office, places)
        return DESK.render("begin.html", status=status, frame=around, kind=kind, layout=LAYOUTS[kind.name], sheet=form)

    @router.get(address)
    async def new(request: Request, visitor: Visiting) -> Response:
        """The form that begins a matter."""
        return await form_page(request, visitor)

    @router.post(address)
    async def begin(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Begin it, and show it; or the form again."""
        places = await office.directory.places()

        async def step(connection: AsyncConnection) -> str:
            matter = await recording.begin(
                Work(connection, office, places), visitor.account, kind, filled(kind.new, form)
            )
            return f"/{kind.name}/{matter.id}?done={name}"

        try:
            response = await submit(request, visitor.account, form, step)
        except LianxiError as error:
            return await form_page(request, visitor, Tried(command=name, form=form, error=error))
        office.wake()
        return response
