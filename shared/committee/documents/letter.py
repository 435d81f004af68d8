"""The official letter of a transfer, and its Word document: a matter that was sent to another organization, or received from one."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.context import ServiceContext
from shared.committee.directory.names import formal_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.queries import read_matter
from shared.committee.matters.record import MatterDetails
from shared.committee.messages.numbering import LETTER_NUMBER, LETTER_REFERENCE, letter_number
from shared.committee.messages.repository import Transfer, of_matter
from shared.committee.word.official import OfficialDocument
from shared.domain.errors import ConflictError, invalid
from shared.domain.transfers.state import TransferableMatter
from shared.web.accounts import Account


@dataclass(frozen=True, kw_only=True)
class OfficialLetter:
    """The contents of a letter, from the top. `number`: the organ code 机关代字 of the sender, with year and number of the transfer.

    `reference`: the plenary session 届次 and the filing number of a proposal; `signatories`: its proposers.
    """

    sender: str
    number: str
    title: str
    reference: str
    addressee: str
    content: tuple[str, ...]
    suggestions: tuple[str, ...]
    signatories: tuple[str, ...]
    day: date


async def letter_of(
    context: ServiceContext, account: Account, kind: AnyKind, id: str, transfer: str | None
) -> OfficialLetter:
    """Returns the letter of a transfer of this matter, by default the last one it was sent by, else the one it was received by.

    This is a reading of the matter, permitted and recorded as such. Raises `not-sent` when the matter has no transfer.
    """
    details = await read_matter(context, account, kind, id)
    tree = await context.directory.tree()
    async with context.service.reading() as connection:
        chosen = await _chosen(connection, id, transfer)
    return _letter_of(details, chosen, context, tree)


async def _chosen(connection: AsyncConnection, id: str, transfer: str | None) -> Transfer:
    transfers = [*await of_matter(connection, id, "out"), *await of_matter(connection, id, "in")]
    if transfer is not None:
        found = next((each for each in transfers if each.id == transfer), None)
        if found is None:
            raise invalid("transfer", transfer, "不是本事项的报送")
        return found
    if not transfers:
        raise ConflictError("not-sent", "该事项未报送其他单位，也不是来件，没有函件")
    return max(transfers, key=lambda each: (each.side == "out", each.sent_on, int(each.id.rpartition("-")[2])))


def _letter_of(
    details: MatterDetails[TransferableMatter], transfer: Transfer, context: ServiceContext, tree: OrganizationTree
) -> OfficialLetter:
    ours, theirs = transfer.organization, transfer.counterpart
    sender, addressee = (ours, theirs) if transfer.side == "out" else (theirs, ours)
    known = _texts_at(details, transfer)
    texts = {name: matter_texts.newest(known, name) for name in ("content", "suggestions", "proposers")}
    number = matter_texts.newest(known, LETTER_NUMBER) or _number(transfer, sender, context, tree)
    return OfficialLetter(
        sender=formal_name(sender, tree, transfer.sent_on),
        number=number,
        title=details.row.title,
        reference=matter_texts.newest(known, LETTER_REFERENCE),
        addressee=formal_name(addressee, tree, transfer.sent_on),
        content=tuple(line.strip() for line in texts["content"].splitlines() if line.strip()),
        suggestions=_items(texts, "suggestions"),
        signatories=_items(texts, "proposers"),
        day=transfer.sent_on,
    )


def _texts_at(details: MatterDetails[TransferableMatter], transfer: Transfer) -> dict[int, dict[str, str]]:
    """Returns the texts that the letter is written from: of a sent matter those that it had when it was last sent by this transfer.

    A received matter keeps the number and the reference of the letter that it came by, also when it is sent on with others.
    """
    received = LETTER_NUMBER, LETTER_REFERENCE
    if transfer.side == "in":
        sent = {each.dues[-1].entry for each in details.state.sent}
        return {
            entry: {name: text for name, text in texts.items() if not (entry in sent and name in received)}
            for entry, texts in details.texts.items()
        }
    last = next(each.dues[-1].entry for each in details.state.sent if each.transfer == transfer.id)
    return {entry: texts for entry, texts in details.texts.items() if entry <= last}


def _number(transfer: Transfer, sender: str, context: ServiceContext, tree: OrganizationTree) -> str:
    """Returns the number of a letter that carried none."""
    charter = context.charters.on(transfer.sent_on, sender)
    return letter_number(transfer.id, sender, tree, day=transfer.sent_on, organ_code=charter.organ_code)


def _items(texts: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(matter_texts.listed({name: texts[name]}, name)) if texts[name] else ()


def document_of(letter: OfficialLetter) -> bytes:
    """Returns the content of the .docx file."""
    page = OfficialDocument(organ=letter.sender, name=letter.number)
    page.organ(letter.sender)
    page.number(letter.number)
    page.title(letter.title)
    if letter.reference:
        page.subtitle(letter.reference)
    page.line(f"{letter.addressee}：")
    for text in letter.content:
        page.text(text)
    if letter.suggestions:
        page.text("建议：")
    for number, text in enumerate(letter.suggestions, 1):
        page.text(f"{number}. {text}")
    if letter.signatories:
        page.text(f"提案人：{'、'.join(letter.signatories)}")
    page.signature(letter.sender, letter.day)
    return page.content()
