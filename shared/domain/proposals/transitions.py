"""The transition table of a proposal."""

from collections.abc import Mapping

from shared.contracts.subjects import Subject
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import ProposalState as S
from shared.domain.command import Command
from shared.domain.errors import ConflictError
from shared.domain.proposals.commands import COMMANDS
from shared.domain.proposals.state import Proposal
from shared.domain.transitions import Transitions, everywhere, leading, staying

_HANDLED = (S.FILED, S.ASSIGNED, S.IN_HANDLING, S.FEEDBACK_REQUESTED, S.REHANDLING)

_ANSWERING: Mapping[Titled, tuple[S, ...]] = {
    each: (each, S.FEEDBACK_REQUESTED) for each in (S.ASSIGNED, S.IN_HANDLING)
}
"""The transitions of what completes a round that another organization has answered, once no own unit owes a reply."""

TRANSITIONS: Transitions[S] = Transitions(
    Subject.PROPOSAL,
    S,
    {
        "accept": leading(S.UNDER_REVIEW, S.DELIVERED),
        "return": leading(S.RETURNED, S.DELIVERED),
        "deliver": leading(S.DELIVERED, S.RETURNED),
        "edit": staying(S.DRAFT),
        "cosign": staying(S.DRAFT),
        "accept_cosigning": staying(S.DRAFT),
        "decline_cosigning": staying(S.DRAFT),
        "submit": leading(S.UNDER_REVIEW, S.DRAFT),
        "pre_review": staying(S.UNDER_REVIEW),
        "file": leading(S.FILED, S.UNDER_REVIEW),
        "refuse": leading(S.NOT_FILED, S.UNDER_REVIEW),
        "merge": leading(S.MERGED, S.UNDER_REVIEW, S.FILED, S.ASSIGNED, S.IN_HANDLING),
        "absorb": staying(*_HANDLED),
        "convert": leading(S.CONVERTED, S.UNDER_REVIEW, S.FILED),
        "withdraw": leading(S.WITHDRAWN, S.DRAFT, S.UNDER_REVIEW, S.FILED, S.ASSIGNED, S.IN_HANDLING),
        "assign": leading(S.ASSIGNED, S.FILED),
        "pass_on": staying(S.ASSIGNED, S.IN_HANDLING),
        "acknowledge": leading(S.IN_HANDLING, S.ASSIGNED, S.IN_HANDLING),
        "request_return": staying(S.ASSIGNED, S.IN_HANDLING),
        "accept_return": _ANSWERING,
        "keep": staying(S.ASSIGNED, S.IN_HANDLING),
        "reassign": staying(S.ASSIGNED, S.IN_HANDLING),
        "countersign": staying(S.IN_HANDLING),
        "reply": {S.IN_HANDLING: (S.IN_HANDLING, S.FEEDBACK_REQUESTED)},
        "draft_reply": staying(S.IN_HANDLING),
        "review_reply": {S.IN_HANDLING: (S.IN_HANDLING, S.FEEDBACK_REQUESTED)},
        "extend": staying(S.ASSIGNED, S.IN_HANDLING),
        "urge": staying(S.ASSIGNED, S.IN_HANDLING),
        "record_contact": staying(*_HANDLED[1:], S.CLOSED),
        "rate": {
            S.FEEDBACK_REQUESTED: (S.FEEDBACK_REQUESTED, S.REHANDLING),
            S.REHANDLING: (S.REHANDLING,),
            S.IN_HANDLING: (S.IN_HANDLING,),
            S.CLOSED: (S.CLOSED,),
        },
        "appraise": {
            S.FEEDBACK_REQUESTED: (S.FEEDBACK_REQUESTED, S.REHANDLING),
            S.REHANDLING: (S.REHANDLING,),
            S.CLOSED: (S.CLOSED,),
        },
        "rehandle": leading(S.IN_HANDLING, S.REHANDLING),
        "close": leading(S.CLOSED, S.FEEDBACK_REQUESTED),
        "look_back": staying(S.CLOSED),
        "follow_suggestions": staying(S.IN_HANDLING, S.FEEDBACK_REQUESTED, S.REHANDLING, S.CLOSED, S.MERGED),
        "mark_key": staying(*_HANDLED),
        "supervise": staying(*_HANDLED),
        "instruct": staying(*_HANDLED),
        "answer_instruction": staying(*_HANDLED, S.CLOSED),
        "publish": staying(*_HANDLED, S.CLOSED),
        "unpublish": staying(*_HANDLED, S.CLOSED, S.MERGED, S.CONVERTED, S.WITHDRAWN),
        "mark_outstanding": staying(*_HANDLED, S.CLOSED),
        "forward": staying(*_HANDLED),
        "resend": staying(*_HANDLED),
        "urge_transfer": staying(*_HANDLED),
        "note": everywhere(S) | {S.FILED: (S.FILED, S.FEEDBACK_REQUESTED), **_ANSWERING},
        "note_urging": staying(S.DELIVERED),
        "correct": everywhere(S),
    },
    begins=("draft", "deliver"),
    commands=COMMANDS.every_by_name,
)


def not_now(state: Proposal, command: Command, why: str) -> ConflictError:
    """Returns the error for a command that this state allows, but not now; `why`: the reason in Chinese."""
    return TRANSITIONS.refusal(state, command, why)
