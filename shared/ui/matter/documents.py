"""The Word documents of a proposal: their downloads, and the links to those that its state allows."""

from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.documents.archive import ArchiveQuery, archive_file
from shared.committee.documents.compilation_usecases import CompilationQuery, compilation_file
from shared.committee.documents.forms import DocumentForm, offered
from shared.committee.documents.opinion_issue import issue_file
from shared.committee.documents.research_volume import ResearchVolumeQuery, research_volume_file
from shared.committee.documents.source import source_of
from shared.committee.documents.usecases import document_file
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.record import MatterDetails
from shared.committee.matters.routes import Id
from shared.domain.lines import LONGEST_LINE
from shared.domain.opinions.state import Opinion
from shared.ui.lists.routes import parse_query
from shared.web.pages.visitor import Visiting


class DocumentLink(NamedTuple):
    """A link to a document."""

    title: str
    address: str


def document_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the downloads."""
    router = APIRouter(include_in_schema=False)

    @router.get("/proposals/compilation.docx")
    async def compilation(request: Request, visitor: Visiting) -> Response:
        """Returns the collection of the proposals of a year or of a plenary session."""
        return await compilation_file(context, visitor.account, parse_query(request, CompilationQuery)[0])

    @router.get("/consultations/compilation.docx")
    async def research_volume(request: Request, visitor: Visiting) -> Response:
        """Returns the volume of the reports of research of a year."""
        return await research_volume_file(context, visitor.account, parse_query(request, ResearchVolumeQuery)[0])

    @router.get("/opinions/{id}/issue.docx")
    async def issue(visitor: Visiting, id: Id) -> Response:
        """Returns the issue of the periodical in which an opinion report is printed."""
        return await issue_file(context, visitor.account, id)

    @router.get("/proposals/documents.zip")
    async def archive(visitor: Visiting, query: Annotated[ArchiveQuery, Query()]) -> Response:
        """Returns a document of each of the chosen proposals, in one archive."""
        return await archive_file(context, visitor.account, query)

    @router.get("/proposals/{id}/documents/{form}")
    async def document(
        visitor: Visiting,
        id: Id,
        form: DocumentForm,
        unit: Annotated[str | None, Query(max_length=LONGEST_LINE)] = None,
    ) -> Response:
        """Returns a document of a proposal."""
        return await document_file(context, visitor.account, id, form, unit)

    return router


def document_links(
    kind: AnyKind, details: MatterDetails[Any], context: ServiceContext, tree: OrganizationTree
) -> list[DocumentLink]:
    """Returns the links to the documents that can be made of a matter now; none of a matter of a kind without documents."""
    if isinstance(details.state, Opinion) and details.state.issue:
        return [DocumentLink(details.state.issue.name, f"/opinions/{details.row.id}/issue.docx")]
    if not kind.layout.documents:
        return []
    source = source_of(details, context=context, tree=tree)
    address = f"/proposals/{source.view.id}/documents"
    return [
        DocumentLink(
            f"{title}（{unit}）" if unit else title,
            f"{address}/{form}" + (f"?{urlencode({'unit': unit})}" if unit else ""),
        )
        for form, title, unit in offered(source)
    ]
