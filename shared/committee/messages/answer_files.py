"""The files of answers that notices list: every notice lists all of them, and their chunks are published with the first one."""

from collections.abc import Collection, Iterator, Mapping
from itertools import count

from shared.committee.context import TransactionContext
from shared.committee.encryption.sealed_payload import AnswerFile, pack_files
from shared.committee.file_transfers.sealing import chunks_of, new_key
from shared.committee.file_transfers.sending import FilesToSend, FileToSend, SentFile, publish_files, sent_with
from shared.committee.messages.message import Notice
from shared.committee.stored_attachments import repository
from shared.committee.stored_attachments.repository import Attachment
from shared.contracts.subjects import organization_of
from shared.contracts.vocabulary import Role
from shared.domain.attachments import OFFICE
from shared.domain.comparison import name_key
from shared.storage.attributes import from_attributes

ANSWER_FILES = "answer_files"
"""The name of the text of a notice that lists the files of answers."""


async def answer_files(
    tx: TransactionContext, notice: Notice, answered: Collection[str], *, role: Role
) -> dict[str, Mapping[str, str]]:
    """Returns the text that lists the files of answers, by organization of the chain; publishes the chunks of those not listed before.

    `answered`: the keys of the units whose reply everybody may read. A file has a key of its own for each organization.
    """
    if not answered:
        return {}
    found = await repository.of_matter(tx.connection, notice.matter)
    files = [each for each in found if each.is_own and not each.is_withdrawn and name_key(each.unit) in answered]
    if not files:
        return {}
    known = {(each.to, each.attachment): each for each in await sent_with(tx.connection, notice.matter)}
    numbers, new, texts = count(1), list[FileToSend](), dict[str, Mapping[str, str]]()
    for to in filter(tx.context.directory.key_of, map(organization_of, notice.facts.chain)):
        listed = [_listed(each, to, known, notice, numbers) for each in files]
        texts[to] = {ANSWER_FILES: pack_files(listed)}
        new += [
            FileToSend(file.file, to, each.number, file)
            for each, file in zip(files, listed, strict=True)
            if (to, each.number) not in known
        ]
    listed_first = FilesToSend(notice.matter, notice.version, notice.on, new)
    await publish_files(tx.connection, listed_first, role=role, now=tx.context.now())
    return texts


def _listed(
    attachment: Attachment,
    to: str,
    known: Mapping[tuple[str, int], SentFile],
    notice: Notice,
    numbers: Iterator[int],
) -> AnswerFile:
    """Returns an attachment as the notice lists it for an organization: as an earlier one did, or with a new key."""
    sent = known.get((to, attachment.number)) or SentFile(
        to, attachment.number, *notice.version, next(numbers), new_key()
    )
    return from_attributes(
        AnswerFile,
        sent,
        name=attachment.name,
        size=attachment.size,
        sha256=attachment.hash,
        chunks=chunks_of(attachment.size),
        unit="" if attachment.unit == OFFICE else attachment.unit,
    )
