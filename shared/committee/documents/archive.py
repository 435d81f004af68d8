"""The documents of several proposals in one archive, such as the notices of all that were assigned together."""

import asyncio
from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import IO, Annotated
from zipfile import ZIP_STORED, ZipFile

from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from shared.committee.batches.schemas import MOST_MATTERS
from shared.committee.context import ServiceContext
from shared.committee.documents.forms import DocumentForm, units_of
from shared.committee.documents.source import ProposalSource, read_source
from shared.committee.documents.usecases import compose, file_title
from shared.committee.workbooks.response import download
from shared.contracts.subjects import LONGEST_ID
from shared.domain.errors import ConflictError
from shared.web.accounts import Account

MEDIA_TYPE = "application/zip"
MISSING = "未生成的文书.txt"
"""The file that names the proposals whose state does not have what the document needs."""


class ArchiveQuery(BaseModel):
    """The document, and the ids of the proposals."""

    form: DocumentForm
    matter: Annotated[list[Annotated[str, Field(max_length=LONGEST_ID)]], Field(min_length=1, max_length=MOST_MATTERS)]


async def archive_file(context: ServiceContext, account: Account, query: ArchiveQuery) -> StreamingResponse:
    """Returns the response with a document of each proposal, one for each unit that it is addressed to.

    Raises `ConflictError` `document-not-ready` when no proposal has what it needs, and `ForbiddenError` when one may not be read.
    """
    file = TemporaryFile()  # noqa: SIM115 - the response closes it, after it is sent
    try:
        await _write(file, context, account, query)
    except BaseException:
        file.close()
        raise
    stem = f"{query.form.title_zh}-{context.today()}"
    return download(file, MEDIA_TYPE, name=f"{query.form}-{context.today()}.zip", title=f"{stem}.zip")


async def _write(file: IO[bytes], context: ServiceContext, account: Account, query: ArchiveQuery) -> None:
    missing: list[str] = []
    with ZipFile(file, "w", ZIP_STORED) as archive:  # documents are compressed already
        for id in dict.fromkeys(query.matter):
            source = await read_source(context, account, id)
            try:
                units = units_of(query.form, source)
            except ConflictError as error:
                missing.append(f"{source.number}　{source.view.title}：{error.detail}")
            else:
                await asyncio.to_thread(_add, archive, query.form, source, units)
        if not archive.namelist():
            raise ConflictError("document-not-ready", missing[0])
        if missing:
            archive.writestr(MISSING, "\r\n".join(missing))


def _add(archive: ZipFile, form: DocumentForm, source: ProposalSource, units: Sequence[str | None]) -> None:
    for unit in units:
        name = file_title(form, source, unit).replace("/", "／").replace("\\", "＼")
        archive.writestr(name, compose(form, source, unit))
