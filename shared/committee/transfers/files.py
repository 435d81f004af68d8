"""The attachments of a transfer: those that its sender lists, and those that its receiver waits for."""

from datetime import date

from shared.committee.context import TransactionContext
from shared.committee.encryption.sealed_payload import SealedFile
from shared.committee.file_transfers.receiving import FileStatus, awaited, of_matter
from shared.committee.file_transfers.sealing import chunks_of, new_key
from shared.committee.file_transfers.sending import FileToSend
from shared.committee.matters.record import MatterRecord
from shared.committee.stored_attachments import repository as attachments
from shared.committee.stored_attachments.repository import Attachment
from shared.domain.errors import ConflictError
from shared.domain.transfers.state import TransferableMatter

_MEGABYTE = 1024 * 1024


async def files_to_send(
    tx: TransactionContext, matter: MatterRecord[TransferableMatter], to: str, day: date
) -> tuple[FileToSend, ...]:
    """Returns the attachments of the matter itself, each with a new key; refuses more than the charter allows for one transfer.

    Those of replies stay: the transfer carries no reply.
    """
    found = await attachments.of_matter(tx.connection, matter.id)
    files = [each for each in found if each.is_own and not each.is_withdrawn and not each.unit]
    most = tx.context.charters.on(day, matter.organization).transfer_megabytes
    total = sum(each.size for each in files)
    if total > most * _MEGABYTE:
        detail = f"附件合计{-(-total // _MEGABYTE)} MB，一次报送最多{most} MB，请先撤回不需要的，或压缩其中的图片"
        raise ConflictError("attachments-too-large", detail)
    return tuple(FileToSend(number, to, each.number, _sealed_file(each)) for number, each in enumerate(files, 1))


def _sealed_file(file: Attachment) -> SealedFile:
    return SealedFile(name=file.name, size=file.size, sha256=file.hash, key=new_key(), chunks=chunks_of(file.size))


async def check_arrived(tx: TransactionContext, matter: MatterRecord[TransferableMatter]) -> None:
    """Raises `attachments-receiving` while the matter waits for files of its transfer."""
    if await awaited(tx.connection, matter.id, tx.context.today()):
        files = [each for each in await of_matter(tx.connection, matter.id) if each.file.status is FileStatus.RECEIVING]
        until = max(each.file.awaited_until for each in files)
        detail = f"还有{len(files)}个附件接收中，到齐后再接收；{until.isoformat()}之后仍未到齐的，可以不等"
        raise ConflictError("attachments-receiving", detail)
