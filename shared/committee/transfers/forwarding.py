"""Sending a matter to another organization, and sending it again. Each runs inside the transaction of its request."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import msgspec
from pydantic import Field

from shared.committee import papers
from shared.committee.announcing import Recorder
from shared.committee.directory.dated import on as on_day
from shared.committee.directory.names import committee_name
from shared.committee.directory.places import Places
from shared.committee.keys.sealing import Parcel, pack, seal
from shared.committee.letters.numbering import LETTER_NUMBER, letter_number
from shared.committee.matters.kind import Kind
from shared.committee.matters.recording import record
from shared.committee.matters.repository import Kept, next_number
from shared.committee.transfers.repository import Transfer
from shared.committee.transfers.sending import send
from shared.committee.transfers.travelling import Dispatch
from shared.committee.work import Work
from shared.contracts.facts import DispatchFacts
from shared.contracts.subjects import LONGEST_KEY, Subject, id_of
from shared.contracts.vocabulary import Level
from shared.domain.command import Command
from shared.domain.errors import ConflictError, invalid
from shared.domain.log import day_of
from shared.domain.transfers.commands import Resend, Send


@dataclass(frozen=True, kw_only=True)
class Forward(Command):
    """Send it to another organization, by default the one above; an answer is due by `limit`, by default the charter's."""

    name = Send.name
    title_zh = Send.title_zh

    to: Annotated[str | None, Field(max_length=LONGEST_KEY)] = None
    limit: date | None = None


@dataclass(frozen=True, kw_only=True)
class Again(Command):
    """Send it again, after it was returned or while there is no answer."""

    name = Resend.name
    title_zh = Resend.title_zh

    limit: date | None = None


async def forward(work: Work, kind: Kind, matter: Kept, asked: Forward, *, by: Recorder) -> Kept:
    """Send a matter that was loaded in this transaction and that the account may send."""
    day = asked.on or work.office.today()
    to = _addressee(matter.organization, asked.to, places=work.places, day=day)
    number = await next_number(work.connection, matter.organization, Subject.TRANSFER, day.year)
    transfer = id_of(matter.organization, Subject.TRANSFER, day.year, number)
    command = Send(to=to, transfer=transfer, limit=asked.limit, on=asked.on, late_reason=asked.late_reason)
    after = await record(work, kind, matter, command, by=by)
    await _dispatch(work, kind, after, transfer, sequence=1, by=by)
    return after


async def resend(work: Work, kind: Kind, matter: Kept, transfer: Transfer, asked: Again, *, by: Recorder) -> Kept:
    """Send a matter again in the same transfer, as it stands now."""
    _check_addressee(transfer.counterpart, places=work.places, day=asked.on or work.office.today())
    command = Resend(transfer=transfer.id, limit=asked.limit, on=asked.on, late_reason=asked.late_reason)
    after = await record(work, kind, matter, command, by=by)
    await _dispatch(work, kind, after, transfer.id, sequence=transfer.sequence + 1, by=by)
    return after


def _addressee(sender: str, word: str | None, *, places: Places, day: date) -> str:
    """The key of the one it is sent to: above or below the sender, on the roster, and with somebody there to receive it."""
    if word is None:
        above = places.parent(sender, day)
        if above is None:
            raise invalid("to", None, "没有上级单位，须填写报送单位")
        word = above
    to = places.resolve(word, day)
    if not (places.is_below(sender, to, day) or places.is_below(to, sender, day)):
        raise invalid("to", word, f"只能报送上级或下级单位，{committee_name(to, places, day)}不是")
    _check_addressee(to, places=places, day=day)
    return to


def _check_addressee(to: str, *, places: Places, day: date) -> None:
    name = committee_name(to, places, day)
    if not places.on_roster(to, day):
        raise ConflictError("addressee-gone", f"{name}（{to}）当日不在名册内，不能报送")
    if places.level(to) is Level.TOWNSHIP and not on_day(places.facts(to).body, day, default=False):
        raise ConflictError("addressee-gone", f"{name}（{to}）当日没有政协机构，不能报送")


async def _dispatch(work: Work, kind: Kind, matter: Kept, transfer: str, *, sequence: int, by: Recorder) -> None:
    connection, office, _ = work
    sent = matter.state.sending(transfer)
    due = sent.dues[-1]
    day = day_of(matter.state.log, due.entry)
    facts = DispatchFacts(
        to=sent.to,
        kind=kind.name,
        chain=(*matter.state.chain, matter.id),
        sent=day,
        limit=due.limit(matter.state.log),
        sealed=seal(office.directory.public_key(sent.to), pack(await _parcel(work, kind, matter, transfer, day))),
    )
    dispatch = Dispatch(transfer, matter.epoch, sequence, facts, office.now())
    await send(connection, dispatch, role=by.role, now=office.now())


async def _parcel(work: Work, kind: Kind, matter: Kept, transfer: str, day: date) -> Parcel:
    texts = await papers.of(work.connection, matter.id)
    charter = work.office.charters.on(day, matter.organization)
    number = letter_number(transfer, matter.organization, work.places, day=day, organ_code=charter.organ_code)
    traits: Any = kind.traits(matter.state) if kind.traits else {}
    return Parcel(
        kind=kind.name,
        title=matter.title,
        texts={name: text for name in kind.parcel if (text := papers.newest(texts, name))} | {LETTER_NUMBER: number},
        details=msgspec.Raw(msgspec.json.encode(traits)),
    )
