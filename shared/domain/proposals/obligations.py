"""What is due in a proposal: replies and countersignatures of its units, assignments to be passed on, and reports on instructions."""

from datetime import date

from shared.contracts.vocabulary import ProposalState as S
from shared.domain.log import day_of
from shared.domain.obligations import Obligation
from shared.domain.proposals.state import Proposal

_HANDLED = (S.ASSIGNED, S.IN_HANDLING)
"""The states in which replies of units are due."""


def obligations(state: Proposal) -> list[Obligation]:
    """Returns what is due now, that of the units first."""
    units = state.units_pending if state.status in _HANDLED else ()
    return [
        *(Obligation(unit, 0, state.limits_of(unit)[-1][1]) for unit in units),
        *_to_pass_on(state),
        *(
            Obligation("", number, state.flags.instructions[number - 1].due.limit(state.log))
            for number in state.flags.open_instructions
        ),
    ]


def _to_pass_on(state: Proposal) -> list[Obligation]:
    """Returns what the coordinating offices have to pass on, due by the limit of the reply."""
    waiting = state.units_to_pass_on if state.status in _HANDLED else ()
    coordinators = {each.unit: each.coordinator for each in state.assignments if each.in_force and each.coordinator}
    return [
        Obligation(coordinators[unit], 0, state.limits_of(unit)[-1][1], unit)
        for unit in waiting
        if unit in coordinators
    ]


def last_urged(state: Proposal, unit: str) -> date | None:
    """Returns the day on which a unit was last urged, alone or with all others; None if it was not."""
    days = (day_of(state.log, each.entry) for each in state.urgings if each.unit in ("", unit))
    return max(days, default=None)
