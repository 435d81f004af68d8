"""The HTTP routes of the import of proposals, `/api/v1/imports/proposals`."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import TypeAdapter

from shared.committee.context import ServiceContext
from shared.committee.imports.proposals import jobs
from shared.committee.imports.proposals.columns import PROPOSAL_HEADER
from shared.committee.imports.proposals.portions import PortionSize, process_portion
from shared.committee.imports.proposals.schemas import ProposalImportResult
from shared.committee.imports.proposals.template import template
from shared.committee.imports.proposals.usecases import RUN, ProposalImports
from shared.committee.imports.uploads import RegisterUpload, file_body, register_import_response
from shared.committee.registers.access import Owner, is_visible, register_owner
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.stored_response import stored_response

MOST_AT_ONCE = 500
"""The rows up to which the response waits for the end of the import."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

As = Annotated[Literal["draft", "submitted"], Query(alias="as", description="导入为草稿，或直接提交审查")]
ImportId = Annotated[str, Path(max_length=32)]
_RESULT = TypeAdapter(ProposalImportResult)


@dataclass(frozen=True, kw_only=True)
class ProposalUpload(RegisterUpload):
    """The query parameters of an import of proposals. `kept_as`: what the proposals are afterwards."""

    kept_as: As = "draft"


def proposal_imports_router(context: ServiceContext, imports: ProposalImports) -> APIRouter:
    """Returns the router of the import of proposals."""
    router = APIRouter(prefix="/api/v1/imports/proposals", tags=["导入"])
    _add_import(router, context, imports)

    @router.get("/template.xlsx", summary="提案导入模板", response_class=Response)
    async def empty(account: Actor, organization: Owner = None) -> Response:
        """Returns the workbook to fill in; a second sheet explains each column."""
        tree = await context.directory.tree()
        owner = register_owner(account, organization, RUN, context=context, tree=tree)
        return Response(template(context.charters.on(context.today(), owner)), media_type=XLSX)

    @router.get("/{id}", summary="提案导入的进度")
    async def progress(account: Actor, id: ImportId) -> ProposalImportResult:
        """Returns how far an import is. `errors`: the rows that a rule refused."""
        return await progress_of(context, account, id)

    return router


async def progress_of(context: ServiceContext, account: Account, id: str) -> ProposalImportResult:
    """Returns how far an import is; raises `ForbiddenError` when the account may not import for its committee."""
    tree = await context.directory.tree()
    async with context.service.reading() as connection:
        job = await jobs.find(connection, id)
    if not is_visible(account, job.organization, RUN, context=context, tree=tree):
        raise jobs.unknown_import()
    register_owner(account, job.organization, RUN, context=context, tree=tree)
    return job.result()


def _add_import(router: APIRouter, context: ServiceContext, imports: ProposalImports) -> None:
    body = file_body(PROPOSAL_HEADER)

    @router.post("", summary="导入提案", response_model=ProposalImportResult, openapi_extra=body)
    async def proposals(request: Request, account: Actor, upload: Annotated[ProposalUpload, Depends()]) -> Response:
        """Imports the proposals of a session from xlsx, ods or CSV (also gzip), at most 20,000; the same content twice adds nothing.

        Up to 500 rows are entered before the response; a larger import continues, and `import_id` leads to its progress.
        """
        submits = upload.kept_as == "submitted"
        response = await register_import_response(
            request, account, imports, upload, lambda file: replace(file, submits=submits)
        )
        return response if upload.dry_run else await _continued(context, response)


async def _continued(context: ServiceContext, response: Response) -> Response:
    """Enters the rows of a small import, and returns the response with its progress."""
    first = _RESULT.validate_json(bytes(response.body))
    if first.import_id is None:
        return response
    waiting, size = first.waiting, PortionSize()
    while 0 < waiting <= MOST_AT_ONCE and await process_portion(context, first.import_id, size):
        pass
    async with context.service.reading() as connection:
        now = (await jobs.find(connection, first.import_id)).result()
    now = replace(now, warnings=first.warnings, warning_count=first.warning_count)
    repeated = "Idempotency-Replayed" in response.headers
    return stored_response(200 if now.finished else 202, now).response(repeated=repeated)
