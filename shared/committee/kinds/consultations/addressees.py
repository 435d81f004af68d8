"""The addressees and the draft of a comment round 征求意见: the organizations below on the roster, and the units of the register."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.addressees import is_reachable
from shared.committee.context import TransactionContext
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.matters.record import MatterRecord
from shared.committee.units.queries import active_names
from shared.domain.comparison import name_key
from shared.domain.consultations.follow_up import draft_text
from shared.domain.consultations.follow_up_commands import AddresseeGroup, CompletedRequestComments, RequestComments
from shared.domain.consultations.state import Consultation
from shared.domain.errors import invalid


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
    """Returns the command with the names of its groups after those that are given, each addressee once, and with the draft.

    Refuses two names of one addressee.
    """
    day = command.on or tx.context.today()
    known = await addressees(tx.connection, record.organization, tree=tx.tree, day=day)
    below, names = _below(tx.tree, record.organization, day), dict[str, str]()
    for number, name in enumerate(command.addressees):
        key = _key(name, below)
        if key and (before := names.setdefault(key, name)) != name:
            raise invalid(f"addressees.{number}", name, f"与“{before}”是同一单位，同一单位只填一次")
    for name in (name for group in command.addressee_groups for name in known[group]):
        names.setdefault(_key(name, below), name)
    added = [name for name in names.values() if name not in command.addressees]
    texts = await tx.texts_of(record.id)
    suggestions = matter_texts.newest_list(texts, "suggestions")
    draft = command.draft or draft_text(matter_texts.newest(texts, "outcome_text"), suggestions)
    asked = (*command.addressees, *added)
    given = vars(command) | {"addressees": asked, "draft": draft}
    keys = (below.get(name_key(name), "") for name in asked)
    organizations = tuple(key if key and _is_asked_by_event(tx, key, day) else "" for key in keys)
    return CompletedRequestComments(**given, organizations=organizations)


def _below(tree: OrganizationTree, organization: str, day: date) -> dict[str, str]:
    """Returns the organizations directly below, by the comparison key of each of their names."""
    return {
        name_key(name): key
        for key in tree.children(organization, day)
        for name in (tree.name(key, day), committee_name(key, tree, day))
    }


def _key(name: str, below: Mapping[str, str]) -> str:
    """Returns the key of an organization below; of any other addressee the comparison key of its name."""
    key = name_key(name)
    return below.get(key, key)


def _is_asked_by_event(tx: TransactionContext, organization: str, day: date) -> bool:
    """Returns whether a request reaches an organization in its service: it has a body and a confirmed key on that day."""
    return is_reachable(organization, tree=tx.tree, day=day) and tx.context.directory.key_of(organization) is not None
