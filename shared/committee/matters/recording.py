"""The use cases of a matter: load, permit, decide, save, announce. Each runs inside the one transaction of its request."""

from datetime import date
from typing import Any

from shared.committee import papers
from shared.committee.announcing import News, Recorder, announce
from shared.committee.directory.places import Places
from shared.committee.matters import search
from shared.committee.matters.kind import Beginning, Kind
from shared.committee.matters.participants import participants
from shared.committee.matters.permits import permit
from shared.committee.matters.repository import Kept, add, load, next_number, save
from shared.committee.matters.search import SEARCHED
from shared.committee.relations import relation
from shared.committee.roles import recorder
from shared.committee.transfers.progress import progressed
from shared.committee.transfers.repository import put_days
from shared.committee.version import epoch_of
from shared.committee.work import Work
from shared.contracts.subjects import id_of
from shared.domain.command import Command, Correct
from shared.domain.errors import ConflictError, invalid
from shared.domain.event import Event
from shared.domain.log import entry_named
from shared.domain.seat import Seat
from shared.domain.transfers.commands import Deliver
from shared.domain.transfers.state import Travelling
from shared.web.accounts import Account
from shared.web.permissions import allow


def seat_of(work: Work, organization: str, command: Command) -> Seat:
    """Where a decision on this command is made."""
    today = work.office.today()
    return Seat(
        organization=organization,
        level=work.places.level(organization),
        charter=work.office.charters.on(command.on or today, organization),
        today=today,
        corrected=work.office.charters.on(command.day, organization) if isinstance(command, Correct) else None,
    )


async def begin(work: Work, account: Account, kind: Kind, new: Beginning) -> Kept:
    """Begin a matter; it gets the next number of its organization and year."""
    connection, office, places = work
    organization = _organization(account, new, work)
    stands = relation(account, organization, places=places, day=office.today())
    allow(account, f"{kind.name}.{kind.begins.name}", relation=stands)
    office.require_hosted(organization, places)
    _check_level(work, organization, kind)
    command = new.command(places.level(organization))
    _check_still_there(organization, command.on or office.today(), places=places)
    by = recorder(account, f"{kind.name}.{command.name}")
    await kind.check(connection, None, command)
    return await begun(work, kind, organization, command, title=new.title, texts=new.texts(), by=by)


def _check_level(work: Work, organization: str, kind: Kind) -> None:
    level = work.places.level(organization)
    if not work.office.charters.may_begin(level, kind.subject):
        raise ConflictError("not-begun-here", f"按章程，{level.title_zh}一级不自行提出{kind.title_zh}")


def _check_still_there(organization: str, day: date, *, places: Places) -> None:
    """Refuses a beginning after the organization has left the roster, naming its successor on the roster that day."""
    ended = places.ended(organization, day)
    if ended is None:
        return
    successor = next((each for each in places.successors(organization) if places.on_roster(each, day)), None)
    after = "移出名册" if successor is None else f"并入{places.newest_name(successor)}，请由其登记"
    detail = f"{places.newest_name(organization)}自{ended.isoformat()}起已{after}，不能再提出新的事项"
    raise ConflictError("organization-gone", detail, successor=successor)


def _check_corrected_beginning(matter: Kept, command: Command, *, places: Places) -> None:
    """Refuses a corrected day on which the organization could not have begun the matter; one that was delivered began elsewhere."""
    log = matter.state.log
    if isinstance(command, Correct) and log[0].command != Deliver.name and entry_named(log, command.step) == 1:
        _check_still_there(matter.organization, command.day, places=places)


def _organization(account: Account, new: Beginning, work: Work) -> str:
    word = new.organization or account.organization
    if word is None:
        raise invalid("organization", None, "必须填写")
    return work.places.resolve(word, work.office.today())


async def begun(  # noqa: PLR0913 - all that a matter begins with
    work: Work, kind: Kind, organization: str, command: Any, *, title: str, texts: dict[str, str], by: Recorder
) -> Kept:
    """A matter that begins with this command, whoever it was that asked."""
    connection = work.connection
    (event,) = kind.decide(None, command, seat=seat_of(work, organization, command))
    state = kind.evolve(None, event)
    number = await next_number(connection, organization, kind.subject, state.year)
    if kind.yearly and number > 1:
        already = id_of(organization, kind.subject, state.year, 1)
        raise ConflictError("already-begun", f"{state.year}年的{kind.title_zh}已有：{already}")
    matter = Kept(
        id=id_of(organization, kind.subject, state.year, number),
        organization=organization,
        number=number,
        title=title,
        author=by.account,
        epoch=await epoch_of(connection),
        sequence=state.sequence,
        state=state,
    )
    await add(connection, kind, matter)
    await papers.put(connection, matter.id, state.sequence, texts)
    await search.put(connection, kind, matter)
    await _announce(work, kind, matter, event, by)
    return matter


async def load_for(work: Work, account: Account, kind: Kind, id: str, *, command: Command) -> Kept:
    """The matter of this id, if the account may give it the command."""
    matter = await load(work.connection, kind, id)
    permit(account, kind, command, matter, places=work.places, day=work.office.today())
    return matter


async def record(  # noqa: PLR0913 - all that a step of a matter needs
    work: Work,
    kind: Kind,
    matter: Kept,
    command: Any,
    *,
    by: Recorder,
    title: str = "",
    texts: dict[str, str] | None = None,
) -> Kept:
    """Give a command to a matter that was loaded in this transaction, whoever it is that asks. `texts`: by default the command's."""
    connection = work.connection
    await kind.check(connection, matter, command)
    (event,) = kind.decide(matter.state, command, seat=seat_of(work, matter.organization, command))
    _check_corrected_beginning(matter, command, places=work.places)
    said = papers.texts_of(event.command) if texts is None else texts
    state = kind.evolve(matter.state, event)
    after = matter.after(state, await epoch_of(connection), title=said.get("title", title))
    await save(connection, kind, after, before=matter)
    await papers.put(connection, after.id, after.sequence, said)
    if isinstance(command, Correct) and isinstance(state, Travelling):
        await put_days(connection, state.sendings())
    if after.title != matter.title or kind.named(state) != kind.named(matter.state) or SEARCHED.intersection(said):
        await search.put(connection, kind, after)
    await _announce(work, kind, after, event, by)
    return after


async def _announce(work: Work, kind: Kind, matter: Kept, event: Event[Any], by: Recorder) -> None:
    """To everyone who counts; and, of a matter that came from elsewhere, to its origins."""
    news = News(
        matter=matter.id,
        organization=matter.organization,
        epoch=matter.epoch,
        sequence=matter.sequence,
        event=event,
        facts=matter.state.facts(),
        participants=participants(event.command, matter.state),
    )
    await announce(work.connection, [news], by=by, now=work.office.now())
    await progressed(work, kind, matter, event, by)
