"""The files that a dispatch lists: the receiver expects them under numbers of its own, or refuses them at once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from shared.committee.attachments import repository
from shared.committee.attachments.usecases import check_limits
from shared.committee.context import TransactionContext
from shared.committee.encryption.sealed_payload import SealedFile
from shared.committee.file_transfers import receiving
from shared.committee.file_transfers.receiving import FileStatus, ReceivedFile
from shared.committee.matters.record import MatterRecord
from shared.contracts.version_bounds import Version
from shared.domain.attachments import attachment_name, refused
from shared.domain.errors import InvalidError, LianxiError
from shared.domain.matter import Matter

_MEGABYTE = 1024 * 1024
_SMALLEST_CHUNK = 64 * 1024
"""Bytes of the chunks of any version of this program, except the last of a file: it limits how many there can be."""


class ListedFiles(NamedTuple):
    """The files that a dispatch of a transfer lists."""

    transfer: str
    version: Version
    files: Sequence[SealedFile]


async def expect_files(tx: TransactionContext, matter: MatterRecord[Matter], listed: ListedFiles) -> None:
    """Stores which files the matter waits for; one that it has already is not expected again."""
    connection, context = tx.connection, tx.context
    charter = context.charters.on(context.today(), matter.organization)
    known = [each for each in await repository.of_matter(connection, matter.id) if not each.is_withdrawn]
    have = {(each.hash, each.name) for each in known}
    sizes = [each.size for each in known]
    number, expected = await repository.next_number(connection, matter.id), list[ReceivedFile]()
    for position, file in enumerate(listed.files, 1):
        if (file.sha256, file.name) in have:
            continue
        try:
            name, reason = attachment_name(file.name), None
            _check_size(file, context.attachment_bytes)
            check_limits(sizes, file.size, charter)
            sizes.append(file.size)
        except LianxiError as error:
            name, reason = file.name, reason_of(error, file.name)
        expected.append(
            ReceivedFile(
                matter=matter.id,
                number=number + len(expected),
                transfer=listed.transfer,
                epoch=listed.version[0],
                sequence=listed.version[1],
                file=position,
                step=matter.sequence,
                name=name,
                size=file.size,
                hash=file.sha256,
                chunks=file.chunks,
                key=file.key,
                status=FileStatus.REFUSED if reason else FileStatus.RECEIVING,
                reason=reason,
                expected_at=context.now(),
                awaited_until=context.today() + timedelta(days=charter.transfer_attachment_days),
            )
        )
    await receiving.expect(connection, listed.transfer, listed.version, expected)


def reason_of(error: LianxiError, name: str) -> str:
    """Returns why a file is not received, in a sentence that names it."""
    rule = error.fields[0].rule if isinstance(error, InvalidError) and error.fields else error.detail
    return rule if rule.startswith("“") else f"“{name}”：{rule}"


def _check_size(file: SealedFile, most: int) -> None:
    if file.size > most:
        raise refused(file.name, f"超过本单位的上限：一个附件最大{most // _MEGABYTE} MB")
    if file.chunks > 1 + file.size // _SMALLEST_CHUNK:
        raise refused(file.name, "分块数与大小不符，请对方检查后重新报送")
