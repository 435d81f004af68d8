"""Making a document of a proposal."""

import asyncio
from collections.abc import Callable, Mapping
from io import BytesIO

from fastapi.responses import StreamingResponse

from shared.committee.context import ServiceContext
from shared.committee.documents.forms import DocumentForm, title_of, unit_of
from shared.committee.documents.notices import assignment_notice, filing_notice, reply_letter, urging
from shared.committee.documents.sheets import opinion_form, proposal_sheet
from shared.committee.documents.source import ProposalSource, read_source
from shared.committee.word.official import MEDIA_TYPE, OfficialDocument
from shared.committee.workbooks.response import download
from shared.web.accounts import Account

COMPOSE: Mapping[DocumentForm, Callable[[ProposalSource, str | None], OfficialDocument]] = {
    DocumentForm.PROPOSAL: proposal_sheet,
    DocumentForm.FILING_NOTICE: filing_notice,
    DocumentForm.ASSIGNMENT_NOTICE: assignment_notice,
    DocumentForm.REPLY: reply_letter,
    DocumentForm.OPINION_FORM: opinion_form,
    DocumentForm.URGING: urging,
}


async def document_file(
    context: ServiceContext, account: Account, id: str, form: DocumentForm, unit: str | None
) -> StreamingResponse:
    """Returns the response with a document of a proposal that the account may read."""
    source = await read_source(context, account, id)
    named = unit_of(form, source, unit)
    content = await asyncio.to_thread(compose, form, source, named)
    return download(BytesIO(content), MEDIA_TYPE, name=f"{id}-{form}.docx", title=file_title(form, source, named))


def compose(form: DocumentForm, source: ProposalSource, unit: str | None) -> bytes:
    """Returns a document."""
    return COMPOSE[form](source, unit).content()


def file_title(form: DocumentForm, source: ProposalSource, unit: str | None) -> str:
    """Returns the name of the file of a document in Chinese."""
    return f"{title_of(form, source)}{f'（{unit}）' if unit else ''}{source.number}.docx"
