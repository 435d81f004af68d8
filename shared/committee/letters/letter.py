"""A matter as a letter from one organization to another: of one that was sent on, or that came from elsewhere."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import papers
from shared.committee.directory.places import Places
from shared.committee.matters.kind import Kind, Shown
from shared.committee.matters.reading import read
from shared.committee.office import Office
from shared.committee.transfers.repository import Transfer, of_matter
from shared.contracts.vocabulary import Level
from shared.domain.errors import ConflictError, invalid
from shared.web.accounts import Account

_BODIES: dict[Level, str] = {Level.TOWNSHIP: "{}政协联络组"}
_COMMITTEE = "政协{}委员会"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What stands in it, from the top. `number`: of the transfer; `signatories`: who proposed it, where somebody did."""

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
    return _written(shown, chosen, places)


async def _chosen(connection: AsyncConnection, id: str, transfer: str | None) -> Transfer:
    travels = [*await of_matter(connection, id, "out"), *await of_matter(connection, id, "in")]
    if transfer is not None:
        found = next((each for each in travels if each.id == transfer), None)
        if found is None:
            raise invalid("transfer", transfer, "不是本事项的报送")
        return found
    if not travels:
        raise ConflictError("not-sent", "该事项未报送其他单位，也不是来件，没有函件")
    return max(travels, key=lambda each: (each.side == "out", each.sent_on))


def _written(shown: Shown, transfer: Transfer, places: Places) -> Letter:
    ours, theirs = transfer.organization, transfer.counterpart
    sender, addressee = (ours, theirs) if transfer.side == "out" else (theirs, ours)
    _, _, year, number = transfer.id.split("-")
    texts = {name: papers.newest(shown.texts, name) for name in ("content", "suggestions", "proposers")}
    return Letter(
        sender=_signature(sender, transfer.sent_on, places),
        number=f"报送〔{year}〕{number}号",
        title=shown.row.title,
        addressee=_signature(addressee, transfer.sent_on, places),
        content=tuple(line.strip() for line in texts["content"].splitlines() if line.strip()),
        suggestions=_items(texts, "suggestions"),
        signatories=_items(texts, "proposers"),
        day=transfer.sent_on,
    )


def _items(texts: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(papers.listed({name: texts[name]}, name)) if texts[name] else ()


def _signature(organization: str, day: date, places: Places) -> str:
    """As the organization signs; the roster says the name of its place."""
    if organization not in places:
        return organization
    name = places.name(organization, day)
    return name if "政协" in name else _BODIES.get(places.level(organization), _COMMITTEE).format(name)
