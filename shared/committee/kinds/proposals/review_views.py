"""What the page of a proposal shows of its review and of mergers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.committee import matter_texts
from shared.committee.matters.record import MatterDetails
from shared.domain.log import day_of
from shared.domain.proposals.state import Proposal


@dataclass(frozen=True, kw_only=True)
class MergedProposalView:
    """A proposal that was merged into this one. `first`, `last`: the numbers of its proposers here."""

    matter: str
    title: str
    on: date
    first: int
    last: int
    proposers: list[str]


def merged_proposals(details: MatterDetails[Proposal]) -> list[MergedProposalView]:
    """Returns the proposals that were merged into this one, with the names of their proposers and the numbers these have here."""
    state, found = details.state, []
    for each, first in state.absorbed_numbers():
        related = details.related[each.matter]
        found.append(
            MergedProposalView(
                matter=each.matter,
                title=related.title,
                on=day_of(state.log, each.entry),
                first=first,
                last=first + each.signatories - 1,
                proposers=matter_texts.newest_list(related.texts, "proposers"),
            )
        )
    return found


def signatory_names(proposers: list[str], merged: Iterable[MergedProposalView], *, count: int) -> list[str]:
    """Returns the name of each signatory, by number from 1; empty where it is not recorded."""
    names = dict(enumerate(proposers, 1))
    for each in merged:
        names |= dict(zip(range(each.first, each.last + 1), each.proposers, strict=False))
    return [names.get(number, "") for number in range(1, count + 1)]


def text_of_step(details: MatterDetails[Proposal], command: str) -> str:
    """Returns the text of the last step of this command; an empty string without such a step."""
    numbers = [number for number, entry in enumerate(details.state.log, 1) if entry.command == command]
    return details.text(numbers[-1]) if numbers else ""
