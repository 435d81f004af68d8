"""A matter as a letter from one organization to another: of one that was sent on, or that came from elsewhere."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import papers
from shared.committee.directory.names import formal_name
from shared.committee.directory.places import Places
from shared.committee.letters.numbering import LETTER_NUMBER, letter_number
from shared.committee.matters.kind import Kind, Shown
from shared.committee.matters.reading import read
from shared.committee.office import Office
from shared.committee.transfers.repository import Transfer, of_matter
from shared.domain.errors import ConflictError, invalid
from shared.web.accounts import Account


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The contents of a letter, from the top. `number`: the organ code 机关代字 of the sender, with year and number of the transfer.

    `signatories`: who proposed it, where somebody did.
    """

    sender: str
    number: str
    title: str
    addressee: str
    content: tuple[str, ...]
    suggestions: tuple[str, ...]
    signatories: tuple[str, ...]
    day: date


async def letter_of(office: Office, account: Account, kind: Kind, id: str, transfer: str | None) -> Letter:
    """The letter of a transfer of this matter, by default the last one it was sent by, else the one it came by.

    It is a reading of the matter, permitted and recorded as such; `not-sent` when it has not travelled.
    """
    shown = await read(office, account, kind, id)
    places = await office.directory.places()
    async with office.service.reading() as connection:
        chosen = await _chosen(connection, id, transfer)
    return _written(shown, chosen, office, places)


async def _chosen(connection: AsyncConnection, id: str, transfer: str | None) -> Transfer:
    travels = [*await of_matter(connection, id, "out"), *await of_matter(connection, id, "in")]
    if transfer is not None:
        found = next((each for each in travels if each.id == transfer), None)
        if found is None:
            raise invalid("transfer", transfer, "不是本事项的报送")
        return found
    if not travels:
        raise ConflictError("not-sent", "该事项未报送其他单位，也不是来件，没有函件")
    return max(travels, key=lambda each: (each.side == "out", each.sent_on, int(each.id.rpartition("-")[2])))


def _written(shown: Shown, transfer: Transfer, office: Office, places: Places) -> Letter:
    ours, theirs = transfer.organization, transfer.counterpart
    sender, addressee = (ours, theirs) if transfer.side == "out" else (theirs, ours)
    texts = {name: papers.newest(shown.texts, name) for name in ("content", "suggestions", "proposers")}
    return Letter(
        sender=formal_name(sender, places, transfer.sent_on),
        number=_number(shown, transfer, office, places),
        title=shown.row.title,
        addressee=formal_name(addressee, places, transfer.sent_on),
        content=tuple(line.strip() for line in texts["content"].splitlines() if line.strip()),
        suggestions=_items(texts, "suggestions"),
        signatories=_items(texts, "proposers"),
        day=transfer.sent_on,
    )


def _number(shown: Shown, transfer: Transfer, office: Office, places: Places) -> str:
    """Returns the number that the sender has given it; of what came, as it was told with the matter."""
    told = papers.newest(shown.texts, LETTER_NUMBER) if transfer.side == "in" else ""
    sender = transfer.organization if transfer.side == "out" else transfer.counterpart
    charter = office.charters.on(transfer.sent_on, sender)
    return told or letter_number(transfer.id, sender, places, day=transfer.sent_on, organ_code=charter.organ_code)


def _items(texts: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(papers.listed({name: texts[name]}, name)) if texts[name] else ()
