"""Pages of imports, `/imports/organizations` and those of registers such as `/imports/members`: template, check, result.

The uploaded file is stored as a pending form. Its page shows the result of the check, and a second form imports it.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.imports.columns import FileHeader
from shared.committee.imports.roster.rows import ROSTER_HEADER
from shared.committee.imports.roster.usecases import RUN, Imports
from shared.committee.imports.whole_file import FileImport, RegisterImport
from shared.committee.organizations.repository import OrganizationRecord
from shared.committee.registers.access import allow_somewhere
from shared.domain.errors import InvalidError, LianxiError, NotFoundError, invalid
from shared.ui.forms.fields import Choice
from shared.ui.forms.submit import FORM, PENDING, submit, with_parameters
from shared.ui.layout import TEMPLATES, page_frame
from shared.web.accounts import Account
from shared.web.pages import pending_forms
from shared.web.pages.forms import first
from shared.web.pages.visitor import Submitted, Uploaded, Visiting, Visitor
from shared.web.permissions import allow

Words = Annotated[str, Query(max_length=100)]


def _unchanged(file: Any, _choice: str) -> Any:
    """Returns the file: there is one way to import it."""
    return file


@dataclass(frozen=True, kw_only=True)
class ImportPage:
    """The page of an import. `counts`: those of its result, with titles; `template`: the names of its template, ASCII and Chinese.

    `choices`: the ways to import that the user chooses from, with `choose`, which returns the file for one of them; `result`: returns
    the address of the page of a result, by default this page with the counts; `suffix`: of the template.
    """

    imports: FileImport[Any]
    address: str
    title: str
    list_address: str
    list_title: str
    template: tuple[str, str]
    header: FileHeader
    counts: Mapping[str, str]
    permit: Callable[[Account], None]
    choices: tuple[Choice, ...] = ()
    choose: Callable[[Any, str], Any] = _unchanged
    result: Callable[[Any], str] | None = None
    suffix: str = "csv"

    def at(self, organization: str, **more: str) -> str:
        """Returns the address of the page; it names the organization for an administrator."""
        named = {"organization": organization} if organization else {}
        return with_parameters(self.address, **named, **more) if named or more else self.address


def roster_import(imports: Imports) -> ImportPage:
    """Returns the page of the import of a roster of organizations, for administrators."""
    return ImportPage(
        imports=imports,
        address="/imports/organizations",
        title="导入名册",
        list_address="/organizations",
        list_title="名册",
        template=("roster", "名册"),
        header=ROSTER_HEADER,
        counts={
            "entered": "新列入",
            "established": "登记机构建立",
            "unchanged": "没有变化",
            "skipped": "由其他系统登记",
        },
        permit=lambda account: allow(account, RUN, relation="foreign"),
    )


def register_import(imports: RegisterImport[Any], name: str, title: str) -> ImportPage:
    """Returns the page of the import into a register, for the office that keeps it. `name`, `title`: of its list."""
    return ImportPage(
        imports=imports,
        address=f"/imports/{name}",
        title=f"导入{title}",
        list_address=f"/{name}",
        list_title=title,
        template=(name, title),
        header=imports.header,
        counts={"entered": "新登记", "unchanged": "没有变化"},
        permit=lambda account: allow_somewhere(account, imports.permission),
    )


def import_pages(page: ImportPage) -> APIRouter:
    """Returns the router of the page, of its template file, and of the two forms."""
    router, imports = APIRouter(prefix=page.address, include_in_schema=False), page.imports

    @router.get("")
    async def show(
        request: Request, visitor: Visiting, form: Words = "", sheet: Words = "", organization: Words = ""
    ) -> Response:
        """Renders the form for a file; for a file that was uploaded, also the result of its check."""
        page.permit(visitor.account)
        sent = await pending_forms.find(request, visitor.account, form) if form else None
        return await _render(request, visitor, page, sent, id=form, sheet=sheet.strip(), organization=organization)

    @router.get("/template.csv")
    async def template(visitor: Visiting) -> Response:
        """Returns a CSV file with the header only, encoded so that spreadsheet programs open it."""
        page.permit(visitor.account)
        content = "\ufeff" + ",".join(page.header.title_of(column) for column in page.header.titles) + "\r\n"
        name, title = page.template
        disposition = f"attachment; filename=\"{name}.csv\"; filename*=UTF-8''{quote(title)}.csv"
        return Response(content, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})

    @router.post("")
    async def send(request: Request, visitor: Visiting, upload: Uploaded, organization: Words = "") -> Response:
        """Stores an uploaded file and redirects to the page that checks it."""
        page.permit(visitor.account)
        refusal = None if upload.content else pending_forms.FormRefusal.of(invalid("file", None, "请选择文件"))
        form = {"name": [upload.name], "file": [b64encode(upload.content).decode()]}
        sent = pending_forms.PendingForm(command="import", form=form, refusal=refusal)
        id = await pending_forms.store(request, visitor.account, sent)
        return _redirect(page.at(organization, **{FORM: id}))

    @router.post("/run")
    async def run(request: Request, visitor: Visiting, form: Submitted, organization: Words = "") -> Response:
        """Imports the file that was checked, or redirects to the page with the errors."""
        page.permit(visitor.account)
        id, sheet = first(form, PENDING), first(form, "sheet")
        sent = await pending_forms.find(request, visitor.account, id, path=page.address)
        recorded: list[OrganizationRecord] = []

        async def step(connection: AsyncConnection) -> str:
            if file is None:
                raise NotFoundError("unknown-file", "该文件已导入或已过期，请重新上传")
            accepted = first(form, "accept") == "warnings"
            chosen = page.choose(file, first(form, "as"))
            outcome, records = await imports.enter(connection, visitor.account, chosen, accepted=accepted)
            recorded.extend(records)
            if page.result is not None:
                return page.result(outcome)
            return page.at(organization, **{name: str(getattr(outcome, name)) for name in page.counts})

        try:
            file = await _read(visitor, page, sent, sheet, organization) if sent else None
            response = await submit(request, visitor.account, form, step)
        except InvalidError:
            return _redirect(page.at(organization, **{FORM: id, "sheet": sheet}))
        imports.context.after_commit(recorded)
        return response

    return router


def _redirect(address: str) -> Response:
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": address})


async def _read(
    visitor: Visitor, page: ImportPage, sent: pending_forms.PendingForm, sheet: str, organization: str
) -> Any:
    content = b64decode(sent.form["file"][0])
    return await page.imports.read(visitor.account, content, organization=organization or None, sheet=sheet)


async def _render(  # noqa: PLR0913 - a page, and the file that it shows
    request: Request,
    visitor: Visitor,
    page: ImportPage,
    sent: pending_forms.PendingForm | None,
    *,
    id: str,
    sheet: str,
    organization: str,
) -> Response:
    error: LianxiError | None = None
    checked: Any = None
    if sent is not None:
        try:
            checked = await _checked(visitor, page, sent, sheet, organization)
        except InvalidError as refused:
            error = refused
    context = page.imports.context
    done = [(title, request.query_params[name]) for name, title in page.counts.items() if name in request.query_params]
    return TEMPLATES.render(
        "import.html",
        frame=page_frame(request, visitor, context, await context.directory.tree()),
        page=page,
        titles=[(titles[0], column in page.header.required) for column, titles in page.header.titles.items()],
        title_of=page.header.title_of,
        done=done,
        expired=bool(id) and sent is None,
        error=error,
        sheets=error.extra.get("sheets", []) if error else [],
        counts=[(title, getattr(checked, name)) for name, title in page.counts.items()] if checked else [],
        checked=checked,
        file=first({**sent.form}, "name") if sent else "",
        id=id,
        sheet=sheet,
        organization=organization,
    )


async def _checked(
    visitor: Visitor, page: ImportPage, sent: pending_forms.PendingForm, sheet: str, organization: str
) -> Any:
    if sent.refusal is not None:
        raise InvalidError(sent.refusal.code, "请选择文件")
    file = await _read(visitor, page, sent, sheet, organization)
    async with page.imports.context.service.reading() as connection:
        return await page.imports.check(connection, file)
