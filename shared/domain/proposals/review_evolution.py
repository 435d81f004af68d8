"""What the review of a proposal, a merger and a conversion change in its state."""

from typing import assert_never

from msgspec import structs

from shared.domain.proposals.assignments import AbsorbedProposal
from shared.domain.proposals.pre_review import FirstReview
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.review_commands import (
    Absorb,
    CompletedAccept,
    CompletedConvert,
    CompletedFile,
    CompletedSubmit,
    ConvertProposal,
    File,
    MergeProposal,
    Refuse,
    Submit,
)
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.suggestions import NumberedSuggestion

ReviewStep = Submit | CompletedAccept | PreReview | File | Refuse | MergeProposal | Absorb | ConvertProposal


def with_review_step(state: Proposal, command: ReviewStep, entry: int) -> Proposal:
    """Returns the state changed by a step of the review; the caller adds the log entry."""
    replace = structs.replace
    match command:
        case CompletedSubmit(suggestion_count=count) | CompletedAccept(suggestion_count=count):
            deadline = command.deadline if isinstance(command, CompletedSubmit) else None
            return replace(state, suggestions=(NumberedSuggestion(),) * count, session_deadline=deadline)
        case MergeProposal(into=into):
            return replace(state, merged_into=into)
        case Absorb(matter=matter, signatories=added):
            absorbed = AbsorbedProposal(entry=entry, matter=matter, signatories=added)
            return replace(state, signatories=state.signatories + added, absorbed=(*state.absorbed, absorbed))
        case CompletedConvert(to=to, matter=matter):
            return replace(state, converted_to=str(to), converted_matter=matter)
        case ConvertProposal(to=to):
            return replace(state, converted_to=str(to))
        case CompletedFile(number=number, filing_number=written):
            return replace(state, filing_serial=number, filing_number=written)
        case PreReview(recommendation=recommendation, ground=ground):
            reviewed = FirstReview(entry=entry, recommendation=recommendation, ground=ground)
            return replace(state, first_review=reviewed)
        case Refuse(ground=ground):
            return replace(state, ground=str(ground))
        case Submit() | File():
            return state
        case _:
            assert_never(command)
