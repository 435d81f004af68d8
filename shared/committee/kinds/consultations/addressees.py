"""The addressees and the draft of a comment round 征求意见: the organizations below on the roster, and the units of the register."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.addressees import is_reachable
from shared.committee.comment_rounds.asking import draft_of
from shared.committee.context import TransactionContext
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.matters.record import MatterRecord
from shared.committee.units.queries import active_names
from shared.domain.comparison import name_key
from shared.domain.consultations.follow_up_commands import AddresseeGroup, CompletedRequestComments, RequestComments
from shared.domain.consultations.state import Consultation


async def addressees(
    connection: AsyncConnection, organization: str, *, tree: OrganizationTree, day: date
) -> Mapping[AddresseeGroup, Sequence[str]]:
    """Returns the names of the organizations below on the roster of the day by code, and of the units in use."""
    below = [key for key in tree.children(organization, day) if tree.on_roster(key, day)]
    return {
        AddresseeGroup.BELOW: [tree.name(key, day) for key in below],
        AddresseeGroup.UNITS: await active_names(connection, organization),
    }


async def complete_request(
    tx: TransactionContext, record: MatterRecord[Consultation], command: RequestComments
) -> CompletedRequestComments:
    """Returns the command with the names of its groups after those that are given, each once, and with the draft."""
    day = command.on or tx.context.today()
    known = await addressees(tx.connection, record.organization, tree=tx.tree, day=day)
    added = [name for group in command.addressee_groups for name in known[group] if name not in command.addressees]
    names = (*command.addressees, *dict.fromkeys(added))
    draft = command.draft or draft_of(await tx.texts_of(record.id))
    keys = reachable_below(tx, record.organization, day)
    given = vars(command) | {"addressees": names, "draft": draft}
    return CompletedRequestComments(**given, organizations=tuple(keys.get(name_key(name), "") for name in names))


def reachable_below(tx: TransactionContext, organization: str, day: date) -> dict[str, str]:
    """Returns the organizations directly below that a request reaches in their service, by the comparison key of each of their names."""
    return {
        name_key(name): key
        for key in tx.tree.children(organization, day)
        if is_reachable(key, tree=tx.tree, day=day) and tx.context.directory.key_of(key)
        for name in (tx.tree.name(key, day), committee_name(key, tx.tree, day))
    }
