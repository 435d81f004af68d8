"""Whom each step of a proposal concerns, as one table of cases; the account that gave the command is not notified of it."""

from collections.abc import Iterable

from shared.committee.notifications.vocabulary import NotificationSort as Sort
from shared.committee.notifications.vocabulary import Occasion, Recipient
from shared.contracts.vocabulary import ProposalState
from shared.domain.command import Command
from shared.domain.comparison import name_key
from shared.domain.proposals.assignment_commands import AcceptReturn, KeepAssignment, PassOn, Reassign, RequestReturn
from shared.domain.proposals.assignment_evolution import assigned_units
from shared.domain.proposals.cosigning_commands import AcceptCosigning, Cosign, DeclineCosigning
from shared.domain.proposals.feedback_commands import Appraise, CloseProposal, Rate, Rehandle
from shared.domain.proposals.flag_commands import InstructProposal, MarkOutstanding
from shared.domain.proposals.handling_commands import Assign, Countersign, Extend, Reply, Urge
from shared.domain.proposals.reply_review_commands import DraftReply, ReviewReply
from shared.domain.proposals.review_commands import ConvertProposal, File, MergeProposal, Refuse, Submit
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.vocabulary import ReplyDecision
from shared.domain.transfers.commands import Note

_TO_PROPOSERS = (File, Refuse, MergeProposal, ConvertProposal, CloseProposal, MarkOutstanding)
"""The commands whose result the proposers learn."""

_TO_OFFICE: dict[type[Command], Sort] = {
    Submit: Sort.DECIDED,
    InstructProposal: Sort.DECIDED,
    Rate: Sort.FEEDBACK,
    Appraise: Sort.FEEDBACK,
}


def occasions(state: Proposal, command: Command) -> list[Occasion]:
    """Returns what a step notifies of. `state`: that after the step."""
    if isinstance(command, _TO_PROPOSERS):
        return [Occasion(Sort.DECIDED, Recipient.PROPOSERS)]
    sorts = [sort for each, sort in _TO_OFFICE.items() if isinstance(command, each)]
    if sorts:
        return [Occasion(sorts[0], Recipient.OFFICE)]
    match command:
        case Cosign(member=member):
            return [Occasion(Sort.INVITED, Recipient.MEMBER, member)]
        case AcceptCosigning() | DeclineCosigning():
            return [Occasion(Sort.INVITED, Recipient.PROPOSERS)]
        case Reply() | DraftReply() | ReviewReply() | Countersign():
            return _answers(state, command)
    return _assignments(state, command)


def _assignments(state: Proposal, command: Command) -> list[Occasion]:
    """Returns what a step of the assignments notifies their units of, or the office."""
    match command:
        case Assign():
            return _units(Sort.ASSIGNED, [*_coordinators(state)] or [unit for unit, _ in assigned_units(command)])
        case Reassign(to=unit) if unit in state.units_to_pass_on:
            return _of_coordinators(state, Sort.ASSIGNED, unit)
        case Reassign(to=unit) | PassOn(unit=unit):
            return _units(Sort.ASSIGNED, [unit])
        case RequestReturn(unit=unit):
            return [Occasion(Sort.RETURN, Recipient.OFFICE, detail=unit), *_of_coordinators(state, Sort.RETURN, unit)]
        case AcceptReturn(unit=unit) if state.awaits(Reassign.name):
            return [Occasion(Sort.RETURN, Recipient.OFFICE, detail=unit), *_units(Sort.RETURN, [unit])]
        case AcceptReturn(unit=unit) | KeepAssignment(unit=unit):
            return [*_units(Sort.RETURN, [unit]), *_completed(state)]
        case Note():
            return _completed(state)
        case Urge(unit=wanted) | Extend(unit=wanted):
            return _units(Sort.URGED, [wanted] if wanted else state.units_pending)
        case Rehandle():
            return _units(Sort.ASSIGNED, state.units_pending)
    return []


def _completed(state: Proposal) -> list[Occasion]:
    """Returns that the proposers are asked for their feedback, if the newest step completed a round."""
    completes = state.log[-1].status == ProposalState.FEEDBACK_REQUESTED
    return [Occasion(Sort.FEEDBACK, Recipient.PROPOSERS)] if completes else []


def _answers(state: Proposal, command: Reply | DraftReply | ReviewReply | Countersign) -> list[Occasion]:
    """Returns what a step towards a reply notifies of; the last reply asks the proposers for their feedback."""
    found = [Occasion(Sort.REPLIED, Recipient.OFFICE, detail=command.unit)]
    if isinstance(command, Countersign):
        found += _units(Sort.REPLIED, [each.unit for each in state.assignments if each.in_force and each.owes_reply])
    if isinstance(command, ReviewReply):
        found += _units(Sort.REPLIED, [command.unit])
        if command.decision is not ReplyDecision.APPROVE:
            return found
    if not isinstance(command, DraftReply | Countersign) and state.status is ProposalState.FEEDBACK_REQUESTED:
        found.append(Occasion(Sort.FEEDBACK, Recipient.PROPOSERS))
    return found


def _coordinators(state: Proposal) -> Iterable[str]:
    return dict.fromkeys(each.coordinator for each in state.assignments if each.coordinator and each.in_force)


def _of_coordinators(state: Proposal, sort: Sort, unit: str) -> list[Occasion]:
    """Returns what a step about the assignment of a unit notifies the coordinating offices of."""
    return [Occasion(sort, Recipient.UNIT, name_key(each), unit) for each in _coordinators(state)]


def _units(sort: Sort, names: Iterable[str]) -> list[Occasion]:
    return [Occasion(sort, Recipient.UNIT, name_key(name), name) for name in names]
