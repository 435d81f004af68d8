"""What a page offers: commands that need a field with choices, and what others have yet to do before the next step."""

from collections.abc import Iterator, Mapping
from datetime import date

from shared.committee.kinds.proposals.schemas import ProposalView
from shared.domain.charters.charter import Charter
from shared.domain.matter import Matter
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.vocabulary import AssignmentState as S


def awaited(state: Matter, view: object, *, charter: Charter, today: date) -> list[str]:
    """Returns sentences for users: what a reply still needs, why a unit asks to return its assignment, and why its draft was sent back."""
    missing = state.countersignatures_awaited
    found = [f"会签尚缺：{'、'.join(missing)}。会签齐后才能答复。"] if missing else []
    if isinstance(state, Proposal) and isinstance(view, ProposalView):
        found += [
            f"{each.unit}申请退办：{each.reason}" for each in view.assignments if each.state == S.RETURN_REQUESTED
        ]
        found += [*_contacts_missing(state, least=charter.contacts_before_reply, today=today), *_sent_back(state, view)]
    return found


def _contacts_missing(state: Proposal, *, least: int, today: date) -> Iterator[str]:
    for unit in state.units_to_draft:
        held = state.contacts_by(unit, today, before=state.sequence)
        if held < least:
            yield f"按章程，答复前须与提案人联系至少{least}次：{unit}已联系{held}次。"


def _sent_back(state: Proposal, view: ProposalView) -> Iterator[str]:
    newest = {each.unit: each for each in view.reply_drafts}
    for unit in state.units_to_draft:
        if unit in newest and newest[unit].sent_back:
            yield f"{unit}的答复稿已退回修改：{newest[unit].reason}"


OFFERED_ONLY: Mapping[str, str] = {
    "refer_suggestion": "number",
    "answer_suggestion": "number",
    "reword_suggestion": "number",
    "record_comment": "number",
    "sign_off": "signer",
    "evaluate": "scores",
    "change_item": "item",
    "drop_item": "item",
    "acknowledge": "unit",
    "request_return": "unit",
    "accept_return": "unit",
    "keep": "unit",
    "reassign": "unit",
    "countersign": "unit",
    "reply": "unit",
    "pass_on": "unit",
    "draft_reply": "unit",
    "review_reply": "unit",
    "record_contact": "unit",
    "cosign": "member",
    "accept_cosigning": "member",
    "decline_cosigning": "member",
    "execute": "item",
    "link_activity": "item",
    "forward": "to",
    "merge": "into",
    "resend": "transfer",
    "urge_transfer": "transfer",
    "adopt": "level",
    "instruct": "level",
    "submit": "level",
}
"""Command -> the field without whose choices the command is not offered."""
