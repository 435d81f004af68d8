"""The criteria of the appraisal of handling units 绩效考评, and what one proposal gives to each of its units."""

from datetime import date
from typing import NamedTuple

from shared.contracts.titled import Titled
from shared.contracts.vocabulary import Answer, ProposalState, Recorded
from shared.domain.charters.charter import Charter
from shared.domain.log import day_of
from shared.domain.proposals.assignments import UnitReply
from shared.domain.proposals.state import Proposal

_WAITING = (ProposalState.ASSIGNED, ProposalState.IN_HANDLING)
_DISPLEASED = (Answer.DISSATISFIED, Answer.VERY_DISSATISFIED)


class Criterion(Titled):
    """A criterion of the appraisal; each is a share, and the charter has a weight for it."""

    ON_TIME = "on_time", "按期答复"
    CONTACTS = "contacts", "与提案人联系"
    SATISFACTION = "satisfaction", "办理结果满意"
    NOT_REHANDLED = "not_rehandled", "未退回重新办理"


BASES = {
    Criterion.ON_TIME: "各轮答复和逾期未答复",
    Criterion.CONTACTS: "各轮答复",
    Criterion.SATISFACTION: "各轮收到的反馈表",
    Criterion.NOT_REHANDLED: "已答复的提案",
}
"""Criterion -> what its denominator counts."""


class Share(NamedTuple):
    """So many of so many. With the denominator 0 there is nothing to appraise, which is not the same as 0."""

    numerator: int = 0
    denominator: int = 0

    def plus(self, other: "Share") -> "Share":
        return Share(self.numerator + other.numerator, self.denominator + other.denominator)


Shares = dict[Criterion, Share]


def weights_of(charter: Charter) -> dict[Criterion, int]:
    """Returns the weight of each criterion by the charter."""
    return {
        Criterion.ON_TIME: charter.unit_on_time_weight,
        Criterion.CONTACTS: charter.unit_contacts_weight,
        Criterion.SATISFACTION: charter.unit_satisfaction_weight,
        Criterion.NOT_REHANDLED: charter.unit_not_rehandled_weight,
    }


def shares_of(state: Proposal, today: date) -> dict[str, Shares]:
    """Returns the shares of each unit that owes or has given a reply to this proposal; co-handlers are not appraised."""
    units = {each.unit for each in state.assignments if each.owes_reply and each.in_force}
    replied = {reply.unit for reply in state.replies}
    return {unit: _of_unit(state, unit, today) for unit in sorted(units | replied)}


def _of_unit(state: Proposal, unit: str, today: date) -> Shares:
    replies = [reply for reply in state.replies if reply.unit == unit]
    on_time = sum(_is_on_time(state, reply) for reply in replies)
    shares = {Criterion.ON_TIME: Share(on_time, len(replies) + _is_overdue(state, unit, today))}
    if replies and Recorded.CONTACTS in state.records:
        shares[Criterion.CONTACTS] = Share(sum(_is_after_contacts(state, each) for each in replies), len(replies))
    if replies:
        shares[Criterion.SATISFACTION] = _satisfaction(state)
        shares[Criterion.NOT_REHANDLED] = Share(int(not state.last_rehandling_entry()), 1)
    return shares


def _is_on_time(state: Proposal, reply: UnitReply) -> bool:
    """Returns whether a reply came by the limit that was in force for its unit on its day."""
    day = day_of(state.log, reply.entry)
    limits = state.limits_of(reply.unit, before=reply.entry)
    in_force = [limit for entry, limit in limits if day_of(state.log, entry) <= day] or [limits[0][1]]
    return day <= in_force[-1]


def _is_after_contacts(state: Proposal, reply: UnitReply) -> bool:
    """Returns whether the unit had as many contacts before a reply as the charter required, and at least one."""
    held = state.contacts_by(reply.unit, day_of(state.log, reply.entry), before=reply.entry)
    return held >= max(1, reply.contacts)


def _is_overdue(state: Proposal, unit: str, today: date) -> bool:
    pending = state.status in _WAITING and state.replied(unit) is None
    return pending and state.limits_of(unit)[-1][1] < today


def _satisfaction(state: Proposal) -> Share:
    """Returns the forms that are not dissatisfied with the result; the newest form of each signatory in each round counts."""
    forms = state.ratings()
    rounds = state.rating_rounds() or (1,) * len(forms)
    newest = {(form.signatory, number): form.result for form, number in zip(forms, rounds, strict=True)}
    return Share(sum(result not in _DISPLEASED for result in newest.values()), len(newest))
