"""Queries of attachments. Who reads the texts of a matter reads its attachments; every reading of a restricted kind is recorded."""

from collections.abc import AsyncIterator
from typing import NamedTuple

from shared.committee.attachments.access import Addition, addition_of, permit_addition, reads
from shared.committee.context import ServiceContext
from shared.committee.file_transfers import receiving
from shared.committee.file_transfers.receiving import FileProgress, FileStatus
from shared.committee.files.contents.store import MissingContentError
from shared.committee.matters.access import access_to, permit_reading
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.queries import note_reading
from shared.committee.matters.repository import load
from shared.committee.stored_attachments import repository
from shared.committee.stored_attachments.repository import Attachment
from shared.domain.errors import ConflictError, NotFoundError
from shared.web.accounts import Account


class Attachments(NamedTuple):
    """The attachments of a matter of this organization that an account may read, and what it may add now.

    `received`: the files of its transfer, and of answers from elsewhere, that are no attachments yet, or were refused.
    """

    organization: str
    items: list[Attachment]
    received: list[FileProgress]
    addition: Addition | None


async def attachments_of(context: ServiceContext, account: Account, kind: AnyKind, id: str) -> Attachments:
    """Returns the attachments of a matter; raises `ForbiddenError` when the account may not read the matter."""
    tree, today = await context.directory.tree(), context.today()
    async with context.service.reading() as connection:
        matter = await load(connection, kind, id)
        permit_reading(account, kind, matter, tree=tree, day=today)
        found = await repository.of_matter(connection, id)
        received = await receiving.of_matter(connection, id)
        access = await access_to(connection, account, kind, matter, tree=tree, day=today)
    if kind.restricted:
        await note_reading(context, account, id)
    read = [each for each in found if reads(access, each)]
    return Attachments(matter.organization, read, received, addition_of(access))


async def attachment_of(context: ServiceContext, account: Account, kind: AnyKind, id: str, number: int) -> Attachment:
    """Returns an attachment that the account may read.

    Raises `NotFoundError` when there is none, `ConflictError` for one that was withdrawn, was refused or has not arrived yet.
    """
    known = await attachments_of(context, account, kind, id)
    for each in known.received:
        if each.file.number == number:
            raise _not_here(each)
    found = next((each for each in known.items if each.number == number), None)
    if found is None:
        raise NotFoundError("unknown-attachment", f"没有第{number}号附件")
    if found.is_withdrawn:
        raise ConflictError("attachment-withdrawn", f"“{found.name}”已撤回，不能下载")
    return found


def _not_here(progress: FileProgress) -> ConflictError:
    file = progress.file
    if file.status is FileStatus.REFUSED:
        return ConflictError("attachment-refused", f"“{file.name}”没有接收：{file.reason}")
    detail = f"“{file.name}”接收中（{progress.received}/{file.chunks}），请稍后再下载"
    return ConflictError("attachment-receiving", detail)


async def content_of(context: ServiceContext, attachment: Attachment) -> AsyncIterator[bytes]:
    """Returns the content of an attachment in chunks; raises `NotFoundError` before the first when it is missing."""
    chunks = context.contents.read(context.service, attachment.hash)
    try:
        first = await anext(aiter(chunks), b"")
    except MissingContentError:
        detail = f"“{attachment.name}”的内容不在存储中，请管理员检查附件的存放位置和备份"
        raise NotFoundError("missing-content", detail) from None
    return _continued(first, chunks)


async def _continued(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


async def check_addition(context: ServiceContext, account: Account, kind: AnyKind, id: str) -> None:
    """Raises `LianxiError` when the account may not add an attachment now: before its content is received."""
    tree = await context.directory.tree()
    async with context.service.reading() as connection:
        matter = await load(connection, kind, id)
        permit_addition(await access_to(connection, account, kind, matter, tree=tree, day=context.today()))
