"""The Word document of an issue of a periodical: every opinion report that is printed in it, with its authors."""

import asyncio
from collections.abc import Sequence
from datetime import date
from io import BytesIO

from fastapi.responses import StreamingResponse

from shared.committee.context import ServiceContext
from shared.committee.directory.names import formal_name
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.kinds.opinions.schemas import OpinionView, detail
from shared.committee.matters.queries import read_matter
from shared.committee.word.official import MEDIA_TYPE, OfficialDocument, titled_document
from shared.committee.workbooks.response import download
from shared.domain.errors import ConflictError
from shared.domain.log import day_of
from shared.web.accounts import Account


async def issue_file(context: ServiceContext, account: Account, id: str) -> StreamingResponse:
    """Returns the response with the issue in which a report is printed; each report in it is read, permitted and recorded as such.

    Raises `ConflictError` `not-issued` for a report that is in no issue.
    """
    asked = await read_matter(context, account, OPINIONS, id)
    issue = asked.state.issue
    if issue is None:
        raise ConflictError("not-issued", "该信息尚未编发，没有刊物可以打印，请先编发")
    others = [await read_matter(context, account, OPINIONS, each.matter) for each in detail(asked).printed_with]
    printed = sorted((asked, *others), key=lambda each: (each.row.year, each.row.number))
    day = min(day_of(each.state.log, each.state.issue.entry) for each in printed if each.state.issue)
    organ = formal_name(asked.row.organization, await context.directory.tree(), day)
    reports = [detail(each) for each in printed]
    content = await asyncio.to_thread(lambda: issue_document(organ, issue.name, day, reports).content())
    return download(BytesIO(content), MEDIA_TYPE, name=f"{id}-issue.docx", title=f"{issue.name}.docx")


def issue_document(organ: str, issue: str, day: date, reports: Sequence[OpinionView]) -> OfficialDocument:
    """Returns the document: the head with the number and the day, then the reports; the person a report came from is not named."""
    page = titled_document(organ, issue)
    for report in reports:
        page.heading(report.title, level=2)
        page.text(report.content)
        if report.authors:
            page.text(f"（撰稿：{'、'.join(report.authors)}）")
    page.signature(organ, day)
    return page
