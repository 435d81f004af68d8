"""The letter 征求意见函 that a unit or an organization has received, as a Word document."""

import asyncio
from io import BytesIO

from fastapi.responses import StreamingResponse

from shared.committee.comment_requests.queries import read_request
from shared.committee.context import ServiceContext
from shared.committee.directory.names import formal_name
from shared.committee.documents.activity_documents import letter
from shared.committee.word.official import MEDIA_TYPE, chinese_day
from shared.committee.workbooks.response import download
from shared.contracts.subjects import organization_of
from shared.domain.errors import NotFoundError
from shared.web.accounts import Account


async def letter_file(context: ServiceContext, account: Account, id: str) -> StreamingResponse:
    """Returns the response with the letter and the draft."""
    request, view = await read_request(context, account, id)
    if request.suggestion:
        raise NotFoundError("no-letter", "答复建议没有征求意见函")
    tree, today = await context.directory.tree(), context.today()
    organ = formal_name(organization_of(request.matter), tree, today)
    page = letter(
        *(request.name, request.document, organ, view.addressee),
        until=f"请于{chinese_day(request.deadline)}前",
        on=request.asked_on,
        draft=view.draft,
    )
    content = await asyncio.to_thread(page.content)
    return download(BytesIO(content), MEDIA_TYPE, name=f"{id}.docx", title=f"征求意见函（{request.name}）.docx")
