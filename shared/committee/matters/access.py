"""Permissions of an account on a matter, by the table of permissions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.file_transfers.receiving import awaited
from shared.committee.matters.involvement import Involvement, involvement_of
from shared.committee.matters.kind import AnyKind, Kind
from shared.committee.matters.kind_definition import Commands
from shared.committee.matters.record import MatterRecord, State
from shared.committee.matters.repository import unknown_matter
from shared.committee.relations import relation
from shared.contracts.vocabulary import TransferState
from shared.domain.command import Command
from shared.domain.comparison import name_key
from shared.domain.errors import ForbiddenError
from shared.domain.transfers.commands import OF_A_TRANSFER, Accept
from shared.web.accounts import Account
from shared.web.permissions import Relation, allow, may


@dataclass(frozen=True, kw_only=True)
class MatterAccess(Generic[State, Commands]):
    """An account and a matter, with what the permissions of the account on the matter depend on.

    `files_awaited`: the number of files of its transfer that a delivered matter waits for.
    """

    account: Account
    kind: Kind[State, Commands]
    matter: MatterRecord[State]
    involved: Involvement
    relation: Relation
    files_awaited: int = 0

    @property
    def units(self) -> frozenset[str]:
        """Returns the keys of the units that handle the matter."""
        return self.kind.units(self.matter.state)

    def may(self, command: str) -> bool:
        """Returns whether the account may give this command of the kind, or attach a file with `attach`."""
        return may(
            self.account,
            f"{self.kind.name}.{command}",
            relation=self.relation,
            units=self.units,
            coordinators=self.kind.coordinators(self.matter.state),
            author=self.involved.proposer,
            invited=self.involved.invited,
        )

    def may_without_authorship(self, command: str, *, units: Collection[str] = ()) -> bool:
        """Returns whether the account may give the command without being a proposer: as an office, or as one of these units."""
        return may(self.account, f"{self.kind.name}.{command}", relation=self.relation, units=units)


async def access_to(
    connection: AsyncConnection,
    account: Account,
    kind: Kind[State, Commands],
    matter: MatterRecord[State],
    *,
    tree: OrganizationTree,
    day: date,
) -> MatterAccess[State, Commands]:
    """Returns what the permissions of an account on a matter depend on, on this day; raises `NotFoundError` (see `check_visible`)."""
    check_visible(account, kind, matter, tree=tree, day=day)
    is_delivered = str(matter.state.status) == str(TransferState.DELIVERED)
    return MatterAccess(
        account=account,
        kind=kind,
        matter=matter,
        involved=await involvement_of(connection, account, kind, matter),
        relation=relation(account, matter.organization, tree=tree, day=day),
        files_awaited=await awaited(connection, matter.id, day) if is_delivered else 0,
    )


def check_visible(
    account: Account, kind: Kind[State, Commands], matter: MatterRecord[State], *, tree: OrganizationTree, day: date
) -> None:
    """Raises the error of a missing matter for a matter of another organization, so that nobody learns which ids exist there."""
    if relation(account, matter.organization, tree=tree, day=day) != "own":
        raise unknown_matter(kind, matter.id)


def may_begin(context: ServiceContext, account: Account, kind: AnyKind, *, tree: OrganizationTree) -> bool:
    """Returns whether the account's role and the charter of its level allow it to begin this kind of matter for its organization today."""
    own, today = account.organization, context.today()
    if own is None or own not in tree or tree.ended(own, today) is not None:
        return False
    if not context.charters.may_begin(tree.level(own), kind.subject):
        return False
    return may(account, f"{kind.name}.{kind.begins.name}", relation="own")


def permit_reading(
    account: Account, kind: Kind[State, Commands], matter: MatterRecord[State], *, tree: OrganizationTree, day: date
) -> None:
    """Raises `ForbiddenError` when the account may not read the matter, and `NotFoundError` for one of another organization."""
    check_visible(account, kind, matter, tree=tree, day=day)
    account_relation = relation(account, matter.organization, tree=tree, day=day)
    allow(
        account,
        f"{kind.name}.read",
        relation=account_relation,
        units=kind.units(matter.state),
        coordinators=kind.coordinators(matter.state),
        author=matter.author == account.name,
    )


def permit(access: MatterAccess[State, Commands], command: Command) -> None:
    """Raises `ForbiddenError` when the account may not give this command.

    A handling unit may only give those of its own assignment, a proposer only those of its own number,
    an invited member only answers of its own.
    """
    account, kind, involved, units = access.account, access.kind, access.involved, access.units
    unit: str | None = getattr(command, "unit", None)
    allow(
        account,
        f"{kind.name}.{command.name}",
        relation=access.relation,
        units=units if unit is None else units & _names_of(unit, account),
        coordinators=kind.coordinators(access.matter.state),
        author=involved.proposer,
        invited=involved.invited and getattr(command, "member", None) in (None, account.member),
    )
    signatory: int | None = getattr(command, "signatory", None)
    otherwise = access.may_without_authorship(command.name, units=units)
    if signatory is not None and not otherwise and signatory not in involved.signatories:
        own = "、".join(map(str, sorted(involved.signatories)))
        raise ForbiddenError("foreign-signatory", f"只能填写本人的反馈（第{own}位提案人）")


def _names_of(unit: str, account: Account) -> frozenset[str]:
    """Returns the comparison keys of a unit: those of all its names for an account of the unit, else that of the name."""
    key = name_key(unit)
    return account.unit_keys if key in account.unit_keys else frozenset({key})


def permitted(access: MatterAccess[State, Commands]) -> list[str]:
    """Returns the commands that the state of the matter allows now and that this account may give."""
    state = access.matter.state
    allowed = access.kind.transitions.allowed(state.status)
    waits = {Accept.name} if access.files_awaited else frozenset[str]()
    return [each for each in allowed if each not in waits and access.may(each) and state.can(each)]


def at_matter(commands: Iterable[str]) -> list[str]:
    """Returns the commands whose route is below the address of the matter itself."""
    return [command for command in commands if command not in OF_A_TRANSFER]
