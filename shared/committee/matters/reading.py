"""Reading matters: a list, and one with its texts. Who reads a matter of a restricted kind is recorded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from shared.committee import papers
from shared.committee.history import History, history
from shared.committee.matters.kind import Kind, Shown
from shared.committee.matters.listing import Asked, Filter, listed
from shared.committee.matters.permits import permit_reading, permitted
from shared.committee.matters.repository import kept, load, row_of
from shared.committee.office import Office
from shared.committee.relations import relation
from shared.committee.tables import readings
from shared.committee.transfers.repository import derived_of
from shared.committee.transfers.views import derived_view
from shared.domain.errors import invalid
from shared.web.accounts import Account
from shared.web.paging import Page, Window
from shared.web.permissions import Relation, allow, may

SITTING = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class ReadingView:
    """Who read a matter, and when."""

    account: str
    read_at: datetime


async def list_of(office: Office, account: Account, kind: Kind, asked: Asked, window: Window) -> Page[Any]:
    """Those of one organization that this account may see."""
    places, today, command = await office.directory.places(), office.today(), f"{kind.name}.read"
    word = asked.organization or account.organization
    if word is None:
        raise invalid("organization", None, "必须填写")
    key = word if word == account.organization else places.resolve(word, today)
    stands = relation(account, key, places=places, day=today)
    units = [account.unit] if account.unit else []
    allow(account, command, relation=stands, units=units, author=True)
    wanted = seen_by(account, kind, key, stands=stands, today=today, asked=asked)
    async with office.service.reading() as connection:
        return await listed(connection, wanted, window)


def seen_by(
    account: Account, kind: Kind, organization: str, *, stands: Relation, today: date, asked: Asked | None = None
) -> Filter:
    """The matters of an organization that the account may see: all, those assigned to its unit, or those that it began."""
    sees_all = may(account, f"{kind.name}.read", relation=stands)
    return Filter(
        kind=kind,
        organization=organization,
        today=today,
        asked=asked or Asked(),
        unit=None if sees_all else account.unit,
        author=None if sees_all or account.unit else account.name,
    )


async def read(office: Office, account: Account, kind: Kind, id: str) -> Shown:
    """One matter with its texts, if the account may see it."""
    places, today = await office.directory.places(), office.today()
    async with office.service.reading() as connection:
        row = await row_of(connection, kind, id)
        matter = kept(kind, row)
        permit_reading(account, kind, matter, places=places, day=today)
        texts = await papers.of(connection, id)
        derived = await derived_of(connection, id) if kind.traits else []
    if kind.restricted:
        await _note(office, account, id)
    commands = permitted(account, kind, matter, places=places, day=today)
    elsewhere = [derived_view(each, kind.states, places=places) for each in derived]
    return Shown(row, matter.state, texts, commands, today, elsewhere)


async def _note(office: Office, account: Account, id: str) -> None:
    """Once for each sitting: a page, its history and its letter are one reading."""
    own = (readings.c.matter == id) & (readings.c.account == account.name)
    async with office.service.reading() as connection:
        last = await connection.scalar(select(func.max(readings.c.read_at)).where(own))
    if last is not None and office.now() - last < SITTING:
        return
    async with office.service.transaction() as connection:
        await connection.execute(readings.insert(), {"matter": id, "account": account.name, "read_at": office.now()})


async def readers(office: Office, account: Account, kind: Kind, id: str, window: Window) -> Page[ReadingView]:
    """Who has read it, the last one first; for those who may read it themselves without having begun it."""
    places = await office.directory.places()
    async with office.service.reading() as connection:
        matter = await load(connection, kind, id)
        stands = relation(account, matter.organization, places=places, day=office.today())
        allow(account, f"{kind.name}.readings", relation=stands)
        here = readings.c.matter == id
        total = await connection.scalar(select(func.count()).select_from(readings).where(here))
        newest = select(readings).where(here).order_by(readings.c.id.desc())
        rows = await connection.execute(newest.limit(window.limit).offset(window.offset))
        return window.of([ReadingView(account=row.account, read_at=row.read_at) for row in rows], total or 0)


async def past_of(office: Office, account: Account, kind: Kind, id: str) -> History:
    """Every step of a matter that the account may see, and what was made of it elsewhere."""
    places = await office.directory.places()
    async with office.service.reading() as connection:
        permit_reading(account, kind, await load(connection, kind, id), places=places, day=office.today())
        derived = await derived_of(connection, id) if kind.traits else []
        elsewhere = [derived_view(each, kind.states, places=places) for each in derived]
        past = await history(connection, id, kind.subject, elsewhere, places=places)
    if kind.restricted:  # instructions and answers are texts, too
        await _note(office, account, id)
    return past
