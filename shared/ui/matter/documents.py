"""The Word documents of a proposal: their downloads, and the links to those that its state allows."""

from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.documents.archive import ArchiveQuery, archive_file
from shared.committee.documents.compilation_usecases import CompilationQuery, compilation_file
from shared.committee.documents.forms import DocumentForm, offered
from shared.committee.documents.further import FURTHER_DOCUMENTS, further_document_file, offered_documents
from shared.committee.documents.opinion_issue import issue_file
from shared.committee.documents.research_volume import ResearchVolumeQuery, research_volume_file
from shared.committee.documents.source import source_of
from shared.committee.documents.usecases import document_file
from shared.committee.kinds.catalogue import BY_NAME
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

    for name in FURTHER_DOCUMENTS:
        _add_documents(router, context, BY_NAME[name])

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


def _add_documents(router: APIRouter, context: ServiceContext, kind: AnyKind) -> None:
    @router.get(f"/{kind.name}/{{id}}/documents/{{form}}")
    async def document(visitor: Visiting, id: Id, form: str) -> Response:
        """Returns a document of a matter."""
        return await further_document_file(context, visitor.account, kind, id, form)


def document_links(
    kind: AnyKind, details: MatterDetails[Any], context: ServiceContext, tree: OrganizationTree
) -> list[DocumentLink]:
    """Returns the links to the documents that can be made of a matter now; none of a matter of a kind without documents."""
    if not kind.layout.documents:
        own = f"/{kind.name}/{details.row.id}"
        issue = details.state.issue if isinstance(details.state, Opinion) else None
        printed = [DocumentLink(issue.name, f"{own}/issue.docx")] if issue else []
        further = offered_documents(kind, kind.describe(details), details.level)
        return [*printed, *(DocumentLink(title, f"{own}/documents/{name}") for name, title in further)]
    source = source_of(details, context=context, tree=tree)
    address = f"/proposals/{source.view.id}/documents"
    return [
        DocumentLink(
            f"{title}（{unit}）" if unit else title,
            f"{address}/{form}" + (f"?{urlencode({'unit': unit})}" if unit else ""),
        )
        for form, title, unit in offered(source)
    ]
