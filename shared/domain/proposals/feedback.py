"""The feedback on the replies to a proposal: the forms of its signatories and the appraisals of the committee."""

from shared.contracts.dated import DatedScore, Rating
from shared.domain.log import day_of
from shared.domain.proposals.assignments import AbsorbedProposal, Appraisal, Form
from shared.domain.proposals.cosigning import Cosigning

MOST_SIGNATORIES = 999
"""The maximum number of proposers: more than any committee has members."""


class Feedback(Cosigning, frozen=True, kw_only=True, omit_defaults=True):
    """A matter whose replies are judged; a base class of `Proposal`. `absorbed`: the proposals merged into it."""

    forms: tuple[Form, ...] = ()
    appraisals: tuple[Appraisal, ...] = ()
    absorbed: tuple[AbsorbedProposal, ...] = ()

    @property
    def own_signatories(self) -> int:
        """Returns the number of its proposers, without those of the proposals merged into it."""
        return self.signatories - sum(each.signatories for each in self.absorbed)

    def absorbed_numbers(self) -> list[tuple[AbsorbedProposal, int]]:
        """Returns the proposals that were merged into this one, each with the number that its first proposer has here."""
        found, first = [], self.own_signatories + 1
        for each in self.absorbed:
            found.append((each, first))
            first += each.signatories
        return found

    @property
    def signatories_to_rate(self) -> tuple[int, ...]:
        """Returns the numbers of the signatories without a feedback form on the replies of the newest answered round."""
        since = self.rounds_answered[-1] if self.rounds_answered else None
        forms = (form for form in self.forms if since and form.entry > since.entry)
        returned = {form.signatory for form in forms if since and day_of(self.log, form.entry) >= since.on}
        return tuple(number for number in range(1, self.signatories + 1) if number not in returned)

    def ratings(self) -> tuple[Rating, ...]:
        """Returns the forms by day and signatory."""
        return tuple(
            Rating(day_of(self.log, form.entry), form.signatory, form.process, form.result)
            for form in self._forms_by_day()
        )

    def rating_rounds(self) -> tuple[int, ...]:
        """Returns the round that each of `ratings` judges; empty if there is one round only."""
        return tuple(map(self._round_rated, self._forms_by_day())) if len(self.rounds_answered) > 1 else ()

    def scores(self) -> tuple[DatedScore, ...]:
        """Returns the scores of the appraisals by day."""
        return tuple(sorted(DatedScore(day_of(self.log, each.entry), each.tenths) for each in self.appraisals))

    def _forms_by_day(self) -> list[Form]:
        return sorted(self.forms, key=lambda form: (day_of(self.log, form.entry), form.signatory))

    def _round_rated(self, form: Form) -> int:
        """Returns the number of the round whose replies a form judges: the newest answered before it, else the first."""
        day = day_of(self.log, form.entry)
        return max(1, sum(each.entry < form.entry and each.on <= day for each in self.rounds_answered))
