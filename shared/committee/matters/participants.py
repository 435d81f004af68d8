"""The participants of a step of a matter besides its own organization: a unit, a signatory, another organization."""

from typing import Any

from shared.committee.events.journal import Participants
from shared.contracts.subjects import organization_of
from shared.domain.proposals.commands import Assign
from shared.domain.proposals.evolution import parts
from shared.domain.transfers.commands import Accept, Deliver, Note, Resend, Return, Send


def participants_of(command: Any, state: Any) -> Participants:
    """Returns the participants that a step names. `state`: the state of the matter after the step."""
    match command:
        case Assign():
            return Participants(unit="、".join(unit for unit, _ in parts(command)))
        case Send(to=to):
            return Participants(counterpart=to)
        case Resend(transfer=transfer):
            return Participants(counterpart=state.sending(transfer).to)
        case Deliver() | Accept() | Return():
            return Participants(counterpart=organization_of(state.chain[-1]) if state.chain else None)
        case Note(matter=matter):
            return Participants(counterpart=organization_of(matter))
    return Participants(unit=getattr(command, "unit", None), signatory=getattr(command, "signatory", None))
