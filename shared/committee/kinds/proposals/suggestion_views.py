"""The numbered suggestions in the response body of a proposal, and their number at the submission."""

from dataclasses import dataclass
from datetime import date

from shared.committee import matter_texts
from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterDetails
from shared.domain.log import day_of
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.vocabulary import SuggestionState


@dataclass(frozen=True, kw_only=True)
class ProposalSuggestionView:
    """A suggestion, and what became of it. `explanation`: the newest text about it."""

    number: int
    text: str
    state: SuggestionState
    state_title: str
    adopted_on: date | None
    not_adopted_on: date | None
    done_on: date | None
    explanation: str


async def suggestion_count(tx: TransactionContext, matter: str) -> int:
    """Returns the number of the suggestions that the proposal has now."""
    return len(matter_texts.newest_list(await tx.texts_of(matter), "suggestions"))


def suggestion_views(details: MatterDetails[Proposal]) -> list[ProposalSuggestionView]:
    """Returns the suggestions that are followed; none before the submission."""
    log, texts = details.state.log, matter_texts.newest_list(details.texts, "suggestions")

    def day(entry: int | None) -> date | None:
        return None if entry is None else day_of(log, entry)

    def explanation(entries: tuple[int, ...]) -> str:
        given = (details.text(entry) for entry in reversed(entries))
        return next((text for text in given if text), "")

    return [
        ProposalSuggestionView(
            number=number,
            text=text,
            state=each.state,
            state_title=each.state.title_zh,
            adopted_on=day(each.adopted),
            not_adopted_on=day(each.not_adopted),
            done_on=day(each.done),
            explanation=explanation(each.entries),
        )
        for number, (each, text) in enumerate(zip(details.state.suggestions, texts, strict=False), 1)
    ]
