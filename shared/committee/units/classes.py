"""The classes of the units that a proposal is assigned to, as the register has them on the day of typing."""

from shared.committee.context import TransactionContext
from shared.committee.units.queries import units_meant
from shared.contracts.proposal_vocabulary import UnitClass
from shared.domain.comparison import name_key
from shared.domain.proposals.assignment_commands import ClassifiedReassign, Reassign
from shared.domain.proposals.assignment_evolution import assigned_units
from shared.domain.proposals.handling_commands import Assign, ClassifiedAssign


async def with_unit_classes(tx: TransactionContext, organization: str, command: Assign | Reassign) -> Assign | Reassign:
    """Returns the command with the classes of the units that it assigns; the same command where the register has none of them."""
    names = [command.to] if isinstance(command, Reassign) else [unit for unit, _ in assigned_units(command)]
    meant = await units_meant(tx.connection, organization, names)
    classes = {name: UnitClass(unit.unit_class) for name in names if (unit := meant.get(name_key(name)))}
    if not classes:
        return command
    if isinstance(command, Reassign):
        return ClassifiedReassign(**vars(command), unit_class=classes[command.to])
    return ClassifiedAssign(**vars(command), unit_classes=classes)
