"""Pages of the import of proposals, `/imports/proposals`: template, check, choice, and the progress of the import."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.imports.proposals.columns import PROPOSAL_HEADER
from shared.committee.imports.proposals.routes import XLSX, progress_of
from shared.committee.imports.proposals.schemas import ProposalImportResult
from shared.committee.imports.proposals.template import template
from shared.committee.imports.proposals.usecases import ImportedProposals, ProposalImports
from shared.ui.forms.fields import Choice
from shared.ui.imports.routes import ImportPage, import_pages, register_import
from shared.ui.layout import TEMPLATES, page_frame
from shared.web.pages.visitor import Visiting

ADDRESS = "/imports/proposals"
REFRESH_SECONDS = 2
"""Seconds after which the page of a running import is loaded again."""

Id = Annotated[str, Path(max_length=32)]


def proposal_import(imports: ProposalImports) -> ImportPage:
    """Returns the page of the import of proposals, for the office and the proposals committee."""
    return replace(
        register_import(imports, "proposals", "提案"),
        suffix="xlsx",
        counts={"entered": "将导入", "unchanged": "以前已导入"},
        choices=(Choice("draft", "草稿，以后逐件或成批提交"), Choice("submitted", "直接提交审查")),
        choose=_chosen,
        result=_address_of,
    )


def _chosen(file: ImportedProposals, kept_as: str) -> ImportedProposals:
    return replace(file, submits=kept_as == "submitted")


def _address_of(result: ProposalImportResult) -> str:
    return f"{ADDRESS}/progress/{result.import_id}"


def proposal_import_pages(context: ServiceContext, imports: ProposalImports) -> APIRouter:
    """Returns the router of the pages of the import of proposals."""
    router = APIRouter(include_in_schema=False)
    page = proposal_import(imports)

    @router.get(f"{ADDRESS}/template.xlsx")
    async def empty_workbook(visitor: Visiting) -> Response:
        """Returns the workbook to fill in."""
        page.permit(visitor.account)
        content = template(context.charters.on(context.today(), visitor.account.organization or ""))
        disposition = f"attachment; filename=\"proposals.xlsx\"; filename*=UTF-8''{quote('提案导入模板')}.xlsx"
        return Response(content, media_type=XLSX, headers={"Content-Disposition": disposition})

    @router.get(f"{ADDRESS}/progress/{{id}}")
    async def progress(request: Request, visitor: Visiting, id: Id) -> Response:
        """Renders how far an import is; the page of a running one loads itself again."""
        found = await progress_of(context, visitor.account, id)
        frame = page_frame(request, visitor, context, await context.directory.tree())
        response = TEMPLATES.render("import_progress.html", frame=frame, found=found, title_of=PROPOSAL_HEADER.title_of)
        if not found.finished:
            response.headers["Refresh"] = str(REFRESH_SECONDS)
        return response

    router.include_router(import_pages(page))
    return router
