"""The files that a dispatch or notice lists: the receiver expects them under numbers of its own, or refuses them at once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from shared.committee.attachments.usecases import check_limits
from shared.committee.context import TransactionContext
from shared.committee.encryption.sealed_payload import AnswerFile, SealedFile
from shared.committee.file_transfers import receiving
from shared.committee.file_transfers.receiving import FileStatus, ReceivedFile
from shared.committee.matters.record import MatterRecord
from shared.committee.stored_attachments import repository
from shared.committee.stored_attachments.repository import Attachment
from shared.contracts.version_bounds import Version
from shared.domain.attachments import attachment_name, refused
from shared.domain.charters.charter import Charter
from shared.domain.errors import InvalidError, LianxiError
from shared.domain.matter import Matter
from shared.storage.attributes import from_attributes

_MEGABYTE = 1024 * 1024
_SMALLEST_CHUNK = 64 * 1024
"""Bytes of the chunks of any version of this program, except the last of a file: it limits how many there can be."""


class ListedFile(NamedTuple):
    """A file that a message lists. `version`, `number`: of the message that listed it first, and in it; `unit`: that answered, or empty."""

    version: Version
    number: int
    file: SealedFile
    unit: str = ""


async def expect_files(
    tx: TransactionContext, matter: MatterRecord[Matter], transfer: str, version: Version, files: Sequence[SealedFile]
) -> None:
    """Stores for which files of its transfer the matter waits; one that it has already is not expected again."""
    known = [each for each in await repository.of_matter(tx.connection, matter.id) if each.is_own]
    known = [each for each in known if not each.is_withdrawn]
    have = {(each.hash, each.name) for each in known}
    listed = [ListedFile(version, number, file) for number, file in enumerate(files, 1)]
    missing = [each for each in listed if (each.file.sha256, each.file.name) not in have]
    await _expect(tx, matter, transfer, missing, present=known)


async def expect_answer_files(
    tx: TransactionContext, matter: MatterRecord[Matter], answered: str, files: Sequence[AnswerFile]
) -> None:
    """Stores which files of the answer of another organization are expected; one that came once, also if it was withdrawn, is not.

    `answered`: the matter derived there. All answers from elsewhere together have the limits of one matter.
    """
    known = [each for each in await repository.of_matter(tx.connection, matter.id) if not each.is_own]
    have = {(each.hash, each.name, each.unit) for each in known if each.source == answered}
    receiving_files = [each.file for each in await receiving.of_matter(tx.connection, matter.id)]
    listed_before = {(each.message, each.epoch, each.sequence, each.file) for each in receiving_files}
    missing = [
        ListedFile((each.epoch, each.sequence), each.file, each, each.unit)
        for each in files
        if (each.sha256, each.name, each.unit) not in have
        and (answered, each.epoch, each.sequence, each.file) not in listed_before
    ]
    await _expect(tx, matter, answered, missing, present=[each for each in known if not each.is_withdrawn])


async def _expect(
    tx: TransactionContext,
    matter: MatterRecord[Matter],
    message: str,
    files: Sequence[ListedFile],
    *,
    present: Sequence[Attachment],
) -> None:
    """Stores files under the next numbers of the matter; refuses those that its charter does not allow beside the known ones."""
    context, sizes = tx.context, [each.size for each in present]
    charter = context.charters.on(context.today(), matter.organization)
    number, expected = await repository.next_number(tx.connection, matter.id), list[ReceivedFile]()
    for listed in files:
        file, (epoch, sequence) = listed.file, listed.version
        name, reason = _checked(file, sizes, charter, context.attachment_bytes)
        expected.append(
            from_attributes(
                ReceivedFile,
                file,
                matter=matter.id,
                number=number + len(expected),
                message=message,
                epoch=epoch,
                sequence=sequence,
                file=listed.number,
                step=matter.sequence,
                unit=listed.unit,
                name=name,
                hash=file.sha256,
                status=FileStatus.REFUSED if reason else FileStatus.RECEIVING,
                reason=reason,
                expected_at=context.now(),
                awaited_until=context.today() + timedelta(days=charter.transfer_attachment_days),
            )
        )
    await receiving.expect(tx.connection, expected)


def _checked(file: SealedFile, sizes: list[int], charter: Charter, most: int) -> tuple[str, str | None]:
    """Returns the name of the file, and why it is refused beside files of these sizes; adds the size of one that is not."""
    try:
        name = attachment_name(file.name)
        _check_size(file, most)
        check_limits(sizes, file.size, charter)
    except LianxiError as error:
        return file.name, reason_of(error, file.name)
    sizes.append(file.size)
    return name, None


def reason_of(error: LianxiError, name: str) -> str:
    """Returns why a file is not received, in a sentence that names it."""
    rule = error.fields[0].rule if isinstance(error, InvalidError) and error.fields else error.detail
    return rule if rule.startswith("“") else f"“{name}”：{rule}"


def _check_size(file: SealedFile, most: int) -> None:
    if file.size > most:
        raise refused(file.name, f"超过本单位的上限：一个附件最大{most // _MEGABYTE} MB")
    if file.chunks > 1 + file.size // _SMALLEST_CHUNK:
        raise refused(file.name, "分块数与大小不符，请对方检查后重新报送")
