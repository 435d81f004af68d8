"""The HTTP routes of documents, `/api/v1/proposals/{id}/documents/{form}`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from shared.committee.context import ServiceContext
from shared.committee.documents.archive import MEDIA_TYPE as ZIP
from shared.committee.documents.archive import ArchiveQuery, archive_file
from shared.committee.documents.compilation_usecases import CompilationQuery, compilation_file
from shared.committee.documents.forms import DocumentForm
from shared.committee.documents.further import FURTHER_DOCUMENTS, further_document_file
from shared.committee.documents.opinion_issue import issue_file
from shared.committee.documents.research_volume import ResearchVolumeQuery, research_volume_file
from shared.committee.documents.usecases import document_file
from shared.committee.kinds.catalogue import BY_NAME
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.routes import Id
from shared.committee.word.official import MEDIA_TYPE
from shared.domain.lines import LONGEST_LINE
from shared.web.actor import Actor

FILE: dict[int | str, dict[str, object]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
"""The response of a route that downloads a Word document, for the OpenAPI document."""

ARCHIVE: dict[int | str, dict[str, object]] = {
    200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}
}

Unit = Annotated[str | None, Query(max_length=LONGEST_LINE, description="承办单位；只有一个时可以不填")]


def issues_router(context: ServiceContext) -> APIRouter:
    """Returns the router with the issues in which opinion reports are printed."""
    router = APIRouter(prefix="/api/v1/opinions", tags=["社情民意信息"])

    @router.get("/{id}/issue.docx", summary="编发的一期（Word）", response_class=Response, responses=FILE)
    async def issue(account: Actor, id: Id) -> Response:
        """Returns the issue of the periodical in which the report is printed, with all reports in it."""
        return await issue_file(context, account, id)

    return router


def research_volume_router(context: ServiceContext) -> APIRouter:
    """Returns the router with the yearly volume of reports of research; it comes before the router whose paths end with an id."""
    router = APIRouter(prefix="/api/v1/consultations", tags=["协商活动"])

    @router.get("/compilation.docx", summary="调研报告汇编（Word）", response_class=Response, responses=FILE)
    async def compilation(account: Actor, query: Annotated[ResearchVolumeQuery, Query()]) -> Response:
        """Returns the submitted reports of research of a year by body, with the instructions on them and a table of contents."""
        return await research_volume_file(context, account, query)

    return router


def further_documents_router(context: ServiceContext) -> APIRouter:
    """Returns the router with the documents of kinds besides proposals."""
    router = APIRouter(prefix="/api/v1")
    for name in FURTHER_DOCUMENTS:
        _add_documents(router, context, BY_NAME[name])
    return router


def _add_documents(router: APIRouter, context: ServiceContext, kind: AnyKind) -> None:
    names = ", ".join(f"`{name}`" for name in FURTHER_DOCUMENTS[kind.name])

    @router.get(
        f"/{kind.name}/{{id}}/documents/{{form}}",
        name=f"{kind.name}.document",
        summary=f"{kind.title_zh}文书（Word）",
        description=f"Returns a document of the matter; the state must have what it needs. `form`: {names}.",
        tags=[kind.title_zh],
        response_class=Response,
        responses=FILE,
    )
    async def document(account: Actor, id: Id, form: Annotated[str, Path(max_length=20)]) -> Response:
        return await further_document_file(context, account, kind, id, form)


def documents_router(context: ServiceContext) -> APIRouter:
    """Returns the router with the documents of proposals; it comes before the router whose paths end with an id."""
    router = APIRouter(prefix="/api/v1/proposals", tags=["提案"])

    @router.get("/compilation.docx", summary="提案汇编（Word）", response_class=Response, responses=FILE)
    async def compilation(account: Actor, query: Annotated[CompilationQuery, Query()]) -> Response:
        """Returns the filed proposals of a year or of a plenary session by theme, with their replies and a table of contents."""
        return await compilation_file(context, account, query)

    @router.get("/documents.zip", summary="多件提案的文书（zip）", response_class=Response, responses=ARCHIVE)
    async def archive(account: Actor, query: Annotated[ArchiveQuery, Query()]) -> Response:
        """Returns a document of each of at most 200 proposals, in one archive; a text in it names those that are not ready."""
        return await archive_file(context, account, query)

    @router.get("/{id}/documents/{form}", summary="提案文书（Word）", response_class=Response, responses=FILE)
    async def document(account: Actor, id: Id, form: DocumentForm, unit: Unit = None) -> Response:
        """Returns a document of the proposal; the state must have what it needs. `unit`: of the notices and letters of one unit."""
        return await document_file(context, account, id, form, unit)

    return router
