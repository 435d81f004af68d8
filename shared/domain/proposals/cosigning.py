"""The proposers of a proposal, and the invitations to co-sign it with their answers."""

from typing import Self

from msgspec import Struct, structs

from shared.contracts.vocabulary import ProposalState, ProposerType
from shared.domain.command import Command
from shared.domain.proposals.cosigning_commands import AcceptCosigning, Cosign, CosigningCommand, DeclineCosigning
from shared.domain.proposals.limits import ReplyLimits
from shared.domain.proposals.vocabulary import InvitationState


class Invitation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An invitation to co-sign. `entry`, `accepted`, `declined`: the numbers of its log entries; `member`: the id of the member."""

    entry: int
    member: str
    accepted: int | None = None
    declined: int | None = None

    @property
    def answer(self) -> int | None:
        """Returns the number of the log entry of its answer."""
        return self.accepted or self.declined


class Cosigning(ReplyLimits, frozen=True, kw_only=True, omit_defaults=True):
    """A matter that is co-signed before it is submitted; a base class of `Proposal`.

    `signatories`: the number of its proposers, with those of the proposals merged into it; `type`: its type by its own proposers.
    """

    signatories: int
    type: ProposerType | None = None
    invitations: tuple[Invitation, ...] = ()

    @property
    def open_invitations(self) -> tuple[Invitation, ...]:
        """Returns the invitations that may still be answered; none after the submission."""
        is_draft = self.named_status == ProposalState.DRAFT
        return tuple(each for each in self.invitations if is_draft and each.answer is None)

    def invitation_to_answer(self, member: str | None) -> Invitation | None:
        """Returns the open invitation of a member; without a member, the only one that is open; None if there is none."""
        found = [each for each in self.open_invitations if member in (None, each.member)]
        return found[0] if len(found) == 1 else None

    def invitation_state(self, invitation: Invitation) -> InvitationState:
        """Returns the state of an invitation; one without an answer lapses when the matter is no draft any more."""
        if invitation.accepted:
            return InvitationState.ACCEPTED
        if invitation.declined:
            return InvitationState.DECLINED
        return InvitationState.OPEN if invitation in self.open_invitations else InvitationState.LAPSED

    def ordering_keys(self, command: Command) -> tuple[str, ...]:
        """Returns the member whose invitation the command concerns, or the transfer."""
        match command:
            case Cosign(member=member):
                return (f"cosigner:{member}",)
            case AcceptCosigning(member=member) | DeclineCosigning(member=member):
                answered = self.invitation_to_answer(member)
                return (f"cosigner:{answered.member}",) if answered else ()
        return super().ordering_keys(command)

    def with_cosigning(self, command: CosigningCommand, entry: int) -> Self:
        """Returns the matter after a step with this log entry; a co-signed individual proposal is a joint one."""
        match command:
            case Cosign(member=member):
                return structs.replace(self, invitations=(*self.invitations, Invitation(entry=entry, member=member)))
            case DeclineCosigning(member=member):
                return self._with_answer(member, declined=entry)
            case AcceptCosigning(member=member):
                joint = ProposerType.JOINT if self.type is ProposerType.INDIVIDUAL else self.type
                answered = self._with_answer(member, accepted=entry)
                return structs.replace(answered, signatories=self.signatories + 1, type=joint)

    def _with_answer(self, member: str | None, *, accepted: int | None = None, declined: int | None = None) -> Self:
        answered = self.invitation_to_answer(member)
        changed = tuple(
            structs.replace(each, accepted=accepted, declined=declined) if each is answered else each
            for each in self.invitations
        )
        return structs.replace(self, invitations=changed)
