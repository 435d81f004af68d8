"""The use cases of a proposal: load, permit, decide, save, announce. Each runs inside the one transaction of its request."""

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import papers
from shared.committee.announcing import News, announce
from shared.committee.directory.places import Places
from shared.committee.office import Office
from shared.committee.proposals.drafts import NewProposal
from shared.committee.proposals.permits import permit
from shared.committee.proposals.repository import Kept, add, load, next_number, save
from shared.committee.relations import relation
from shared.committee.roles import recorder
from shared.committee.version import epoch_of
from shared.contracts.vocabulary import ProposalState as S
from shared.domain.errors import invalid
from shared.domain.proposals.commands import Merge, ProposalCommand
from shared.domain.proposals.decisions import decide
from shared.domain.proposals.evolution import ProposalEvent, evolve
from shared.web.accounts import Account
from shared.web.permissions import allow

_STANDS_FOR_OTHERS = frozenset(S) - {S.DRAFT, S.UNDER_REVIEW, S.NOT_FILED, S.MERGED, S.CONVERTED, S.WITHDRAWN}


async def draft(
    connection: AsyncConnection, office: Office, account: Account, new: NewProposal, places: Places
) -> Kept:
    """Begin a proposal; it gets the next number of its organization and year."""
    today = office.today()
    organization = _organization(account, new, places, office)
    allow(account, "proposals.draft", relation=relation(account, organization, places=places, day=today))
    office.require_hosted(organization, places)
    command = new.command()
    charter = office.charters.on(command.on or today, organization)
    (event,) = decide(None, command, charter=charter, today=today)
    state = evolve(None, event)
    number = await next_number(connection, organization, state.year)
    id = f"{organization}-p-{state.year}-{number}"
    proposal = Kept(id, organization, number, new.title, await epoch_of(connection), state.sequence, state)
    await add(connection, proposal)
    await papers.put(connection, id, state.sequence, new.texts())
    await _announce(connection, office, account, proposal, event)
    return proposal


def _organization(account: Account, new: NewProposal, places: Places, office: Office) -> str:
    word = new.organization or account.organization
    if word is None:
        raise invalid("organization", None, "必须填写")
    return places.resolve(word, office.today())


async def record(
    connection: AsyncConnection, office: Office, account: Account, proposal: Kept, command: ProposalCommand
) -> Kept:
    """Give a command to a proposal that was loaded in this transaction and that the account may give it to."""
    today = office.today()
    if isinstance(command, Merge):
        await _check_target(connection, proposal, command)
    charter = office.charters.on(command.on or today, proposal.organization)
    (event,) = decide(proposal.state, command, charter=charter, today=today)
    after = proposal.after(evolve(proposal.state, event), await epoch_of(connection))
    await save(connection, after, before=proposal)
    await papers.put(connection, after.id, after.sequence, papers.texts_of(command))
    await _announce(connection, office, account, after, event)
    return after


async def load_for(
    connection: AsyncConnection, office: Office, account: Account, id: str, command: ProposalCommand, places: Places
) -> Kept:
    """The proposal of this id, if the account may give it the command."""
    proposal = await load(connection, id)
    permit(account, command, proposal, places=places, day=office.today())
    return proposal


async def _check_target(connection: AsyncConnection, proposal: Kept, command: Merge) -> None:
    """A proposal is merged into another one of the same committee, that is filed and stands for itself."""
    if command.into == proposal.id:
        raise invalid("into", command.into, "不能并入自身")
    if command.into.partition("-")[0] != proposal.organization:
        raise invalid("into", command.into, "只能并入本单位的提案")
    target = await load(connection, command.into)
    if target.state.status not in _STANDS_FOR_OTHERS:
        raise invalid("into", command.into, f"目标提案须已立案，当前状态是“{target.state.status.title_zh}”")


async def _announce(
    connection: AsyncConnection, office: Office, account: Account, proposal: Kept, event: ProposalEvent
) -> None:
    news = News(
        matter=proposal.id,
        organization=proposal.organization,
        epoch=proposal.epoch,
        sequence=proposal.sequence,
        event=event,
        facts=proposal.state.facts(),
    )
    by = recorder(account, f"proposals.{event.command.name}")
    await announce(connection, [news], by=by, now=office.now())
