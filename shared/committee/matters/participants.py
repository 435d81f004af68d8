"""The participants of a step of a matter besides its own organization: a unit, a signatory, another organization."""

from shared.committee.events.journal import Participants
from shared.contracts.subjects import organization_of
from shared.domain.command import Command
from shared.domain.matter import Matter
from shared.domain.proposals.assignment_commands import Reassign
from shared.domain.proposals.assignment_evolution import assigned_units
from shared.domain.proposals.cosigning import Cosigning
from shared.domain.proposals.cosigning_commands import AcceptCosigning
from shared.domain.proposals.handling_commands import Assign
from shared.domain.transfers.commands import Accept, Deliver, Note, Resend, Return, Send
from shared.domain.transfers.state import TransferableMatter


def participants_of(command: Command, state: Matter) -> Participants:
    """Returns the participants that a step names. `state`: the state of the matter after the step."""
    match command:
        case Assign():
            return Participants(unit="、".join(unit for unit, _ in assigned_units(command)))
        case Reassign(unit=unit, to=to):
            return Participants(unit=f"{unit}→{to}")
        case AcceptCosigning() if isinstance(state, Cosigning):
            return Participants(signatory=state.signatories)
        case Send(to=to):
            return Participants(counterpart=to)
        case Resend(transfer=transfer) if isinstance(state, TransferableMatter):
            return Participants(counterpart=next(each.to for each in state.sent if each.transfer == transfer))
        case Deliver() | Accept() | Return() if isinstance(state, TransferableMatter):
            return Participants(counterpart=organization_of(state.chain[-1]) if state.chain else None)
        case Note(matter=matter):
            return Participants(counterpart=organization_of(matter))
    return Participants(unit=getattr(command, "unit", None), signatory=getattr(command, "signatory", None))
