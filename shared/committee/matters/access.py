"""What an account may do with a matter: the table of permissions, asked about this matter."""

from collections.abc import Iterable
from datetime import date

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.matters.kind import Kind
from shared.committee.matters.repository import MatterRecord
from shared.committee.relations import relation
from shared.domain.command import Command
from shared.domain.comparison import name_key
from shared.domain.transfers.commands import OF_A_TRANSFER
from shared.web.accounts import Account
from shared.web.permissions import allow, may


def may_begin(context: ServiceContext, account: Account, kind: Kind, *, tree: OrganizationTree) -> bool:
    """Whether the account begins matters of this kind for its own organization today: its role and the charter of its level allow it."""
    own, today = account.organization, context.today()
    if own is None or own not in tree or tree.ended(own, today) is not None:
        return False
    if not context.charters.may_begin(tree.level(own), kind.subject):
        return False
    return may(account, f"{kind.name}.{kind.begins.name}", relation="own")


def permit_reading(account: Account, kind: Kind, matter: MatterRecord, *, tree: OrganizationTree, day: date) -> None:
    """`ForbiddenError` when it is not the account's to see."""
    stands = relation(account, matter.organization, tree=tree, day=day)
    allow(
        account,
        f"{kind.name}.read",
        relation=stands,
        units=kind.units(matter.state),
        author=matter.author == account.name,
    )


def permit(
    account: Account, kind: Kind, command: Command, matter: MatterRecord, *, tree: OrganizationTree, day: date
) -> None:
    """`ForbiddenError` when it may not give this command; a handling unit gives those of its own assignment only."""
    stands = relation(account, matter.organization, tree=tree, day=day)
    unit: str | None = getattr(command, "unit", None)
    units = kind.units(matter.state)
    allow(
        account,
        f"{kind.name}.{command.name}",
        relation=stands,
        units=units if unit is None else units & {name_key(unit)},
        author=matter.author == account.name,
    )


def permitted(account: Account, kind: Kind, matter: MatterRecord, *, tree: OrganizationTree, day: date) -> list[str]:
    """The commands that its state allows now and this account may give."""
    stands, units = relation(account, matter.organization, tree=tree, day=day), kind.units(matter.state)
    author = matter.author == account.name
    return [
        command
        for command in kind.transitions.allowed(matter.state.status)
        if matter.state.can(command)
        and may(account, f"{kind.name}.{command}", relation=stands, units=units, author=author)
    ]


def at_matter(commands: Iterable[str]) -> list[str]:
    """Returns those of the commands whose route is at the address of the matter itself."""
    return [command for command in commands if command not in OF_A_TRANSFER]
