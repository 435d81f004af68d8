"""The use cases of attachments: attach a file to a matter, remove it from a draft, withdraw it later."""

from collections.abc import Sequence
from typing import NamedTuple

from shared.committee.attachments.access import Addition, permit_addition, unit_of
from shared.committee.context import TransactionContext
from shared.committee.files.contents.store import FileContent
from shared.committee.matters.access import access_to
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import load
from shared.committee.stored_attachments import repository
from shared.committee.stored_attachments.repository import Attachment
from shared.domain.attachments import AttachmentType, check_type
from shared.domain.charters.charter import Charter
from shared.domain.comparison import is_blank, name_key
from shared.domain.errors import ConflictError, ForbiddenError, invalid
from shared.domain.lines import text_of
from shared.domain.matter import Matter
from shared.web.accounts import Account

MEGABYTE = 1024 * 1024


class NewAttachment(NamedTuple):
    """A file that was received and inspected. `unit`: the unit whose reply it belongs to, or empty."""

    name: str
    type: AttachmentType
    content: FileContent
    unit: str = ""


async def attach(tx: TransactionContext, account: Account, kind: AnyKind, id: str, new: NewAttachment) -> Attachment:
    """Attaches a file to a matter on behalf of an account; the same file under the same name is attached once."""
    connection, now = tx.connection, tx.context.now()
    matter, allowed = await _load_for_addition(tx, account, kind, id)
    unit = unit_of(allowed, new.unit)
    charter = tx.context.charters.on(tx.context.today(), matter.organization)
    check_type(new.name, new.type, accepted=charter.attachment_types)
    known = [each for each in await repository.of_matter(connection, id) if each.is_own and not each.is_withdrawn]
    if same := next((each for each in known if _is_same(each, new, unit)), None):
        return same
    check_limits([each.size for each in known], new.content.size, charter)
    await tx.context.contents.put(connection, new.content, now)
    added = Attachment(
        matter=id,
        number=await repository.next_number(connection, id),
        sequence=matter.sequence,
        unit=unit,
        name=new.name,
        type=new.type,
        size=new.content.size,
        hash=new.content.hash,
        account=account.name,
        added_at=now,
    )
    await repository.add(connection, added)
    return added


async def withdraw(
    tx: TransactionContext, account: Account, kind: AnyKind, id: str, number: int, reason: str
) -> Attachment:
    """Withdraws an attachment with a reason; in a draft, the account that added it removes it without a trace."""
    matter, allowed = await _load_for_addition(tx, account, kind, id)
    found = await repository.load(tx.connection, id, number)
    own = found.account == account.name
    if allowed.unit and not (found.is_own and name_key(allowed.unit) == name_key(found.unit)):
        raise ForbiddenError("foreign-assignment", "只能撤回本单位答复的附件")
    if found.is_withdrawn:
        raise ConflictError("already-withdrawn", f"“{found.name}”已经撤回")
    if own and str(matter.state.status) in kind.drafts:
        await repository.remove(tx.connection, found)
        return found
    try:
        text = text_of(reason)
    except ValueError as error:
        raise invalid("reason", reason, str(error)) from error
    if is_blank(text):
        raise invalid("reason", reason, "必须填写撤回附件的原因")
    withdrawn = found._replace(withdrawn_by=account.name, withdrawn_at=tx.context.now(), withdrawal_reason=text)
    await repository.withdraw(tx.connection, withdrawn)
    return withdrawn


async def _load_for_addition(
    tx: TransactionContext, account: Account, kind: AnyKind, id: str
) -> tuple[MatterRecord[Matter], Addition]:
    """Locks and returns the matter with what the account may add; attachments of one matter are added one after the other."""
    matter = await load(tx.connection, kind, id, for_update=True)
    access = await access_to(tx.connection, account, kind, matter, tree=tx.tree, day=tx.context.today())
    return matter, permit_addition(access)


def _is_same(known: Attachment, new: NewAttachment, unit: str) -> bool:
    return (known.hash, known.name, known.unit) == (new.content.hash, new.name, unit)


def check_limits(known: Sequence[int], size: int, charter: Charter) -> None:
    """Refuses one more attachment of this size beside those of the sizes `known`."""
    if len(known) >= charter.attachments:
        detail = f"一件最多{charter.attachments}个附件，请先撤回不需要的，或合并成一个文件"
        raise ConflictError("too-many-attachments", detail)
    if sum(known) + size > charter.attachment_megabytes * MEGABYTE:
        detail = f"一件的附件合计最多{charter.attachment_megabytes} MB，请先撤回不需要的，或压缩其中的图片"
        raise ConflictError("attachments-too-large", detail)
