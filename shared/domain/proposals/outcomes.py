"""The outcomes of a proposal: of its own replies, and of the answers to it at the organizations that it was sent to."""

from collections.abc import Iterable
from datetime import date

from shared.contracts.dated import DatedAnswer, DatedOutcome
from shared.contracts.vocabulary import Outcome, ProposalState
from shared.domain.log import day_of
from shared.domain.proposals.reply_drafts import ReplyDrafts

_FAVOUR = list(Outcome)


def _least(outcomes: Iterable[Outcome]) -> Outcome:
    """Returns the least favourable of these outcomes."""
    return max(outcomes, key=_FAVOUR.index)


class Outcomes(ReplyDrafts, frozen=True, kw_only=True, omit_defaults=True):
    """A matter with the outcomes of its rounds; a base class of `Proposal`."""

    def answered_rounds(self) -> tuple[tuple[DatedAnswer, ...], date | None]:
        """Returns the answer of each round of the own units, the least favourable of its replies, and the day of the closing."""
        closed = [day for day, status in self.dated_states() if status == ProposalState.CLOSED]
        given = []
        for number in self._answered():
            replies = self.current_replies(number)
            if replies:
                worst = max(replies, key=lambda reply: _FAVOUR.index(reply.outcome))
                given.append(DatedAnswer(self.day_begun(number), worst.scheme, worst.answer_class, worst.outcome))
        return tuple(given), closed[-1] if closed and self.named_status == ProposalState.CLOSED else None

    @property
    def answered_elsewhere(self) -> int | None:
        """Returns the number of the log entry that completed a round with an answer elsewhere; None if the own units answered every one."""
        return next(filter(self.relies_on_others, self._answered()), None)

    @property
    def is_answered(self) -> bool:
        """Returns whether the round is answered: by every unit that owes a reply, or elsewhere, once no handler owes one any more.

        A returned assignment owes a reply until it is given to another unit, unless the proposal is answered elsewhere.
        """
        owing = [each for each in self.assignments if each.owes_reply and not each.superseded]
        replied = {reply.unit for reply in self.replies if reply.entry > self.last_rehandling_entry()}
        missing = [each for each in owing if each.unit not in replied]
        if any(each.in_force for each in missing):
            return False
        return bool(owing and not missing) or any(each.answers for each in self.followed)

    def relies_on_others(self, number: int) -> bool:
        """Returns whether the round that a log entry completed lacks a reply of the own units, and so is answered elsewhere, too."""
        owing = self.units_owing(number)
        return not owing or len(self.current_replies(number)) < len(owing)

    def is_returnable(self, day: date) -> bool:
        """Returns whether a form of this day judges the replies of the current round, and so may return the proposal.

        Replies of another organization are not returned here: it handles the proposal again itself.
        """
        awaited = self.named_status in (ProposalState.FEEDBACK_REQUESTED, ProposalState.REHANDLING)
        newest = self.rounds_answered[-1] if awaited else None
        return newest is not None and not self.relies_on_others(newest.entry) and day >= newest.on

    def outcomes(self) -> list[DatedOutcome]:
        """Returns an outcome for each round that the own units answered, or for each answer elsewhere where the round relies on them.

        With replies of own units, too, it is the least favourable of both.
        """
        found = list[DatedOutcome]()
        for number in self._answered():
            begun, own = self.day_begun(number), [reply.outcome for reply in self.current_replies(number)]
            if self.relies_on_others(number):
                later = ((day, [*own, outcome]) for day, outcome in self._outcomes_elsewhere())
                found += (DatedOutcome(max(begun, day), _least(outcomes)) for day, outcomes in later)
            else:
                found.append(DatedOutcome(begun, _least(own)))
        return found

    def day_answered_elsewhere(self, number: int) -> date:
        """Returns the day of the first answer elsewhere, or the later one of the own units' last reply or return.

        It is kept between the days of the states before and after the log entry `number`: days of two organizations may disagree, and a
        day may be corrected there.
        """
        before = [self.day_begun(other) for other, entry in enumerate(self.log[: number - 1], 1) if entry.status]
        own = [day_of(self.log, reply.entry) for reply in self.current_replies(number)]
        own += [
            day_of(self.log, each.returned) for each in self.assignments if each.returned and each.returned <= number
        ]
        answered = [day for day, _ in self._outcomes_elsewhere()]
        after = [entry.on for entry in self.log[number:] if entry.status]
        return min([max(*before, *own, answered[0] if answered else day_of(self.log, number)), *after])

    def _answered(self) -> list[int]:
        return self._leading_to(ProposalState.FEEDBACK_REQUESTED, self.log)

    def _outcomes_elsewhere(self) -> list[DatedOutcome]:
        """Returns the outcomes elsewhere by day: the least favourable of the newest answers of the organizations that answered by then."""
        dated = sorted((answer.day, each.matter, answer.outcome) for each in self.followed for answer in each.answers)
        newest: dict[str, Outcome] = {}
        outcomes = []
        for day, matter, outcome in dated:
            newest[matter] = outcome
            outcomes.append(DatedOutcome(day, _least(newest.values())))
        return outcomes
