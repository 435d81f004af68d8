"""The invitations to co-sign in the response body of a proposal."""

from dataclasses import dataclass
from datetime import date

from shared.committee.matters.record import MatterDetails
from shared.domain.log import day_of
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.vocabulary import InvitationState


@dataclass(frozen=True, kw_only=True)
class InvitationView:
    """An invitation of a member to co-sign. `on`: its day; `answered_on`: the day of its answer."""

    member: str
    name: str
    on: date
    state: InvitationState
    answered_on: date | None


def invitations(details: MatterDetails[Proposal]) -> list[InvitationView]:
    """Returns the invitations in the order of their recording."""
    state = details.state
    return [
        InvitationView(
            member=each.member,
            name=details.text(each.entry, "cosigner"),
            on=day_of(state.log, each.entry),
            state=state.invitation_state(each),
            answered_on=day_of(state.log, each.answer) if each.answer else None,
        )
        for each in state.invitations
    ]
