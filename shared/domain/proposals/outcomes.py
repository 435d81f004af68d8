"""The outcomes of a proposal: of its own replies, and of the answers to it at the organizations that it was sent to."""

from datetime import date

from shared.contracts.dated import DatedAnswer, DatedOutcome
from shared.contracts.vocabulary import Outcome, ProposalState
from shared.domain.log import day_of
from shared.domain.proposals.reply_drafts import ReplyDrafts
from shared.domain.transfers.commands import Note

_FAVOUR = list(Outcome)


class Outcomes(ReplyDrafts, frozen=True, kw_only=True, omit_defaults=True):
    """A matter with the outcomes of its rounds; the base class of a proposal."""

    def answered_rounds(self) -> tuple[tuple[DatedAnswer, ...], date | None]:
        """Returns the answer of each round of the own units, the least favourable of its replies, and the day of the closing."""
        closed = [day for day, status in self.dated_states() if status == ProposalState.CLOSED]
        given = []
        for number in self._answered_here():
            worst = max(self.current_replies(number), key=lambda reply: _FAVOUR.index(reply.outcome))
            given.append(DatedAnswer(self.day_begun(number), worst.scheme, worst.answer_class, worst.outcome))
        return tuple(given), closed[-1] if closed and self.named_status == ProposalState.CLOSED else None

    @property
    def answered_elsewhere(self) -> int | None:
        """Returns the number of the log entry of the notice whose answer completed a round; None if no notice did."""
        answered = self._leading_to(ProposalState.FEEDBACK_REQUESTED, self.log)
        return next((number for number in answered if self.log[number - 1].command == Note.name), None)

    def outcomes(self) -> list[DatedOutcome]:
        """Returns an outcome for each round answered here, or for each answer elsewhere where one completed the round."""
        here = [DatedOutcome(answer.day, answer.outcome) for answer in self.answered_rounds()[0]]
        number = self.answered_elsewhere
        if number is None:
            return here
        begun = self.day_answered_elsewhere(number)
        return [*here, *(DatedOutcome(max(begun, day), outcome) for day, outcome in self._outcomes_elsewhere())]

    def day_answered_elsewhere(self, number: int) -> date:
        """Returns the day of the first answer elsewhere, kept between the days of the states before and after the notice `number`.

        Days of two organizations may disagree, and a day may be corrected there.
        """
        before = max(entry.on for entry in self.log[: number - 1] if entry.status)
        answered = [day for day, _ in self._outcomes_elsewhere()]
        after = [entry.on for entry in self.log[number:] if entry.status]
        return min([max(before, answered[0] if answered else day_of(self.log, number)), *after])

    def _answered_here(self) -> list[int]:
        answered = self._leading_to(ProposalState.FEEDBACK_REQUESTED, self.log)
        return [number for number in answered if self.log[number - 1].command != Note.name]

    def _outcomes_elsewhere(self) -> list[DatedOutcome]:
        """Returns the outcomes elsewhere by day: the least favourable of the newest answers of the organizations that answered by then."""
        dated = sorted((answer.day, each.matter, answer.outcome) for each in self.followed for answer in each.answers)
        newest: dict[str, Outcome] = {}
        outcomes = []
        for day, matter, outcome in dated:
            newest[matter] = outcome
            outcomes.append(DatedOutcome(day, max(newest.values(), key=_FAVOUR.index)))
        return outcomes
