"""What an account may do with a proposal: the table of permissions, asked about this proposal."""

from datetime import date

from shared.committee.directory.places import Places
from shared.committee.proposals.repository import Kept
from shared.committee.relations import relation
from shared.domain.proposals.commands import ProposalCommand
from shared.domain.proposals.transitions import allowed
from shared.web.accounts import Account
from shared.web.permissions import allow, may


def units_of(proposal: Kept) -> set[str]:
    return {assignment.unit for assignment in proposal.state.assignments}


def permit_reading(account: Account, proposal: Kept, *, places: Places, day: date) -> None:
    """`ForbiddenError` when it is not the account's to see."""
    stands = relation(account, proposal.organization, places=places, day=day)
    allow(account, "proposals.read", relation=stands, units=units_of(proposal))


def permit(account: Account, command: ProposalCommand, proposal: Kept, *, places: Places, day: date) -> None:
    """`ForbiddenError` when it may not give this command; a handling unit gives those of its own assignment only."""
    stands = relation(account, proposal.organization, places=places, day=day)
    unit: str | None = getattr(command, "unit", None)
    units = units_of(proposal) if unit is None else units_of(proposal) & {unit}
    allow(account, f"proposals.{command.name}", relation=stands, units=units)


def permitted(account: Account, proposal: Kept, *, places: Places, day: date) -> list[str]:
    """The commands that its state allows now and this account may give."""
    stands, units = relation(account, proposal.organization, places=places, day=day), units_of(proposal)
    return [
        command
        for command in allowed(proposal.state)
        if may(account, f"proposals.{command}", relation=stands, units=units)
    ]
