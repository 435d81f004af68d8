"""What is due in a proposal: the replies and countersignatures of its units, and the reports on instructions."""

from datetime import date
from typing import NamedTuple

from shared.contracts.vocabulary import ProposalState as S
from shared.domain.log import day_of
from shared.domain.proposals.state import Proposal

_HANDLED = (S.ASSIGNED, S.IN_HANDLING)
"""The states in which replies of units are due."""


class Obligation(NamedTuple):
    """Something due by a limit: of a unit, or, with the number of an instruction 批示, of the committee itself."""

    unit: str
    instruction: int
    limit: date


def obligations(state: Proposal) -> list[Obligation]:
    """Returns what is due now, that of the units first."""
    units = state.units_pending if state.status in _HANDLED else ()
    return [
        *(Obligation(unit, 0, state.limits_of(unit)[-1][1]) for unit in units),
        *(
            Obligation("", number, state.flags.instructions[number - 1].due.limit(state.log))
            for number in state.flags.open_instructions
        ),
    ]


def last_urged(state: Proposal, unit: str) -> date | None:
    """Returns the day on which a unit was last urged, alone or with all others; None if it was not."""
    days = (day_of(state.log, each.entry) for each in state.urgings if each.unit in ("", unit))
    return max(days, default=None)
