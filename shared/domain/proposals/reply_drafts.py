"""The drafts of replies that the committee reviews before they count."""

from msgspec import Struct

from shared.domain.proposals.contacts import Contacts


class DraftedReply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The draft of a unit's reply. `entry`, `reviewed`: the numbers of the log entries of the draft and of its review.

    `contacts`: how many contacts with a proposer its charter required before it.
    """

    entry: int
    unit: str
    scheme: str
    answer_class: str
    contacts: int = 0
    reviewed: int | None = None


class ReplyDrafts(Contacts, frozen=True, kw_only=True, omit_defaults=True):
    """A matter whose units draft their replies, where these are reviewed; a base class of `Proposal`."""

    drafts: tuple[DraftedReply, ...] = ()

    def draft_under_review(self, unit: str) -> DraftedReply | None:
        """Returns the draft of a unit in this round, and under its present assignment, that waits for its review; None if none does."""
        assignment = self.assignment(unit)
        if assignment is None:
            return None
        since = max(self.last_rehandling_entry(), self.offer_entry(assignment))
        drafts = (each for each in self.drafts if each.unit == assignment.unit and each.entry > since)
        return next((each for each in drafts if each.reviewed is None), None)

    @property
    def units_to_draft(self) -> tuple[str, ...]:
        """Returns the units that may draft their reply now."""
        return tuple(unit for unit in self.units_to_reply if self.draft_under_review(unit) is None)

    @property
    def units_to_review(self) -> tuple[str, ...]:
        """Returns the units whose draft waits for its review."""
        acting = (each.unit for each in self.assignments if each.owes_reply and each.acts)
        return tuple(unit for unit in acting if self.draft_under_review(unit))

    @property
    def units_pending(self) -> tuple[str, ...]:
        """Returns the handlers that have neither contributed to this round nor drafted their reply, and that do not ask to return it."""
        return tuple(unit for unit in super().units_pending if self.draft_under_review(unit) is None)
