"""The rules on replies in two stages. Pure: no clock, no ids, no I/O."""

from datetime import date

from shared.domain.admission import check_text
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import Stage
from shared.domain.proposals.assignment_rules import acting
from shared.domain.proposals.contact_rules import with_contacts
from shared.domain.proposals.handling_commands import CompletedReply, Reply
from shared.domain.proposals.handling_rules import check_countersigned, complete_reply
from shared.domain.proposals.reply_review_commands import (
    CompletedDraftReply,
    CompletedReviewReply,
    DraftReply,
    ReviewReply,
)
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import TRANSITIONS, not_now
from shared.domain.proposals.vocabulary import ReplyDecision


def complete_reply_command(
    state: Proposal, command: Reply | DraftReply | ReviewReply, day: date, *, charter: Charter
) -> CompletedReply | CompletedDraftReply | CompletedReviewReply:
    """Returns the completed reply, draft or review; refuses a reply where replies are reviewed, and a draft where they are not."""
    if isinstance(command, ReviewReply):
        return _complete_review(state, command)
    reviewed = Stage.REPLY_REVIEW in state.stages
    if isinstance(command, Reply):
        if reviewed:
            raise not_now(state, command, "按章程，答复须经审核，请先提交答复稿")
        return with_contacts(state, complete_reply(state, command, charter=charter), day, charter=charter)
    if not reviewed:
        raise not_now(state, command, "按章程，答复不须审核，请直接答复")
    return _complete_draft(state, command, day, charter=charter)


def _complete_draft(state: Proposal, command: DraftReply, day: date, *, charter: Charter) -> CompletedDraftReply:
    check_countersigned(state, command)
    reply = Reply(unit=command.unit, text=command.text, answer_class=command.answer_class, on=command.on)
    drafted = with_contacts(state, complete_reply(state, reply, charter=charter), day, charter=charter)
    if state.draft_under_review(command.unit):
        raise TRANSITIONS.field_refusal(state, "unit", command.unit, f"“{command.unit}”的答复稿尚待审核")
    return CompletedDraftReply(**vars(command), scheme=drafted.scheme or "", contacts=drafted.contacts)


def _complete_review(state: Proposal, command: ReviewReply) -> CompletedReviewReply:
    acting(state, command.unit)
    draft = state.draft_under_review(command.unit)
    if draft is None:
        raise TRANSITIONS.field_refusal(state, "unit", command.unit, f"“{command.unit}”没有待审核的答复稿")
    if command.decision is ReplyDecision.SEND_BACK:
        check_text("reason", command.reason)
    else:
        check_countersigned(state, command)
    return CompletedReviewReply(**vars(command), scheme=draft.scheme, answer_class=draft.answer_class)
