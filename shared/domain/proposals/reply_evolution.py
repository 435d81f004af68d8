"""What the replies of the units, their drafts and their contacts with proposers change in the state of a proposal."""

from msgspec import structs

from shared.domain.charters.values import SCHEMES
from shared.domain.proposals.assignments import UnitReply
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.contacts import UnitContact
from shared.domain.proposals.handling_commands import CompletedReply, Reply
from shared.domain.proposals.reply_drafts import DraftedReply
from shared.domain.proposals.reply_review_commands import CompletedDraftReply, CompletedReviewReply
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.vocabulary import ReplyDecision


def with_answer(
    state: Proposal, command: Reply | CompletedDraftReply | CompletedReviewReply | RecordContact, entry: int
) -> Proposal:
    """Returns the state after a step with which a unit answers; the caller adds the log entry."""
    replace = structs.replace
    match command:
        case Reply(unit=unit, scheme=scheme, answer_class=answer_class):
            least = command.contacts if isinstance(command, CompletedReply) else 0
            return _replied(state, unit, scheme or "", answer_class, entry=entry, contacts=least)
        case RecordContact(unit=unit, form=form):
            return replace(state, contacts=(*state.contacts, UnitContact(entry=entry, unit=unit, form=form)))
        case CompletedDraftReply(unit=unit, scheme=scheme, answer_class=answer_class, contacts=least):
            draft = DraftedReply(entry=entry, unit=unit, scheme=scheme, answer_class=answer_class, contacts=least)
            return replace(state, drafts=(*state.drafts, draft))
        case CompletedReviewReply(unit=unit, decision=decision, scheme=scheme, answer_class=answer_class):
            draft_reviewed = state.draft_under_review(unit)
            drafts = (replace(each, reviewed=entry) if each is draft_reviewed else each for each in state.drafts)
            reviewed = replace(state, drafts=tuple(drafts))
            if decision is ReplyDecision.SEND_BACK:
                return reviewed
            return _replied(reviewed, unit, scheme, answer_class, entry=entry)


def _replied(state: Proposal, unit: str, scheme: str, answer_class: str, *, entry: int, contacts: int = 0) -> Proposal:
    outcome = SCHEMES[scheme][answer_class]
    reply = UnitReply(
        entry=entry, unit=unit, scheme=scheme, answer_class=answer_class, outcome=outcome, contacts=contacts
    )
    return structs.replace(state, replies=(*state.replies, reply))
