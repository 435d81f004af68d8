"""`/imports/organizations`: the import of a roster file, for administrators: template, check, result.

The uploaded file is stored as a pending form. Its page shows the result of the check, and a second form imports it.
"""

from base64 import b64decode, b64encode
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.imports.rows import REQUIRED, TITLES, title_of
from shared.committee.imports.usecases import RUN, ImportResult, Imports
from shared.committee.organizations.repository import OrganizationRecord
from shared.domain.errors import InvalidError, LianxiError, NotFoundError, invalid
from shared.ui.forms.submit import FORM, PENDING, submit, with_parameters
from shared.ui.layout import TEMPLATES, page_frame
from shared.web.pages import pending_forms
from shared.web.pages.forms import first
from shared.web.pages.visitor import Submitted, Uploaded, Visiting, Visitor
from shared.web.permissions import allow

ADDRESS = "/imports/organizations"
_COUNTS = {"entered": "新列入", "established": "登记机构建立", "unchanged": "没有变化", "skipped": "由其他系统登记"}
Words = Annotated[str, Query(max_length=100)]


def import_pages(imports: Imports) -> APIRouter:
    """Returns the router of the page, of its template file, and of the two forms."""
    router = APIRouter(prefix=ADDRESS, include_in_schema=False)

    @router.get("")
    async def page(request: Request, visitor: Visiting, form: Words = "", sheet: Words = "") -> Response:
        """Renders the form for a file; for a file that was uploaded, also the result of its check."""
        allow(visitor.account, RUN, relation="foreign")
        sent = await pending_forms.find(request, visitor.account, form) if form else None
        return await _render(request, visitor, imports, sent, id=form, sheet=sheet.strip())

    @router.get("/template.csv")
    async def template(visitor: Visiting) -> Response:
        """Returns a CSV file with the header only, encoded so that spreadsheet programs open it."""
        allow(visitor.account, RUN, relation="foreign")
        content = "\ufeff" + ",".join(title_of(column) for column in TITLES) + "\r\n"
        headers = {
            "Content-Disposition": "attachment; filename=\"roster.csv\"; filename*=UTF-8''%E5%90%8D%E5%86%8C.csv"
        }
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)

    @router.post("")
    async def send(request: Request, visitor: Visiting, upload: Uploaded) -> Response:
        """Stores an uploaded file and redirects to the page that checks it."""
        allow(visitor.account, RUN, relation="foreign")
        refusal = None if upload.content else pending_forms.FormRefusal.of(invalid("file", None, "请选择文件"))
        form = {"name": [upload.name], "file": [b64encode(upload.content).decode()]}
        sent = pending_forms.PendingForm(command="import", form=form, refusal=refusal)
        return _redirect(with_parameters(ADDRESS, **{FORM: await pending_forms.store(request, visitor.account, sent)}))

    @router.post("/run")
    async def run(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Imports the file that was checked, or redirects to the page with the errors."""
        allow(visitor.account, RUN, relation="foreign")
        id, sheet = first(form, PENDING), first(form, "sheet")
        sent = await pending_forms.find(request, visitor.account, id, path=ADDRESS)
        recorded: list[OrganizationRecord] = []

        async def step(connection: AsyncConnection) -> str:
            if roster is None:
                raise NotFoundError("unknown-file", "该文件已导入或已过期，请重新上传")
            accepted = first(form, "accept") == "warnings"
            outcome, records = await imports.enter(connection, visitor.account, roster, accepted=accepted)
            recorded.extend(records)
            return with_parameters(ADDRESS, **{name: str(getattr(outcome, name)) for name in _COUNTS})

        try:
            roster = await imports.read(visitor.account, _content(sent), sheet=sheet) if sent else None
            response = await submit(request, visitor.account, form, step)
        except InvalidError:
            return _redirect(with_parameters(ADDRESS, **{FORM: id, "sheet": sheet}))
        imports.context.after_commit(recorded)
        return response

    return router


def _content(sent: pending_forms.PendingForm) -> bytes:
    return b64decode(sent.form["file"][0])


def _redirect(address: str) -> Response:
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": address})


async def _render(
    request: Request, visitor: Visitor, imports: Imports, sent: pending_forms.PendingForm | None, *, id: str, sheet: str
) -> Response:
    error: LianxiError | None = None
    checked: ImportResult | None = None
    if sent is not None:
        try:
            checked = await _checked(visitor, imports, sent, sheet)
        except InvalidError as refused:
            error = refused
    tree = await imports.context.directory.tree()
    return TEMPLATES.render(
        "import.html",
        frame=page_frame(request, visitor, imports.context, tree),
        titles=[(titles[0], column in REQUIRED) for column, titles in TITLES.items()],
        title_of=title_of,
        done=[(title, request.query_params[name]) for name, title in _COUNTS.items() if name in request.query_params],
        expired=bool(id) and sent is None,
        error=error,
        sheets=error.extra.get("sheets", []) if error else [],
        counts=[(title, getattr(checked, name)) for name, title in _COUNTS.items()] if checked else [],
        checked=checked,
        file=first({**sent.form}, "name") if sent else "",
        id=id,
        sheet=sheet,
    )


async def _checked(visitor: Visitor, imports: Imports, sent: pending_forms.PendingForm, sheet: str) -> ImportResult:
    if sent.refusal is not None:
        raise InvalidError(sent.refusal.code, "请选择文件")
    roster = await imports.read(visitor.account, _content(sent), sheet=sheet)
    async with imports.context.service.reading() as connection:
        return await imports.check(connection, roster)
