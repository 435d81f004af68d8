"""What a decision yields: an event, past tense, that changes a state when it is applied."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from shared.contracts.vocabulary import Recorded
from shared.domain.terms import Term

C = TypeVar("C")


@dataclass(frozen=True, kw_only=True)
class DomainEvent(Generic[C]):
    """`command` with everything filled in that was left to a default; `late`: recorded further back than the charter allows.

    `ruled` is what the charter of the day said where it decides between two futures, so that applying the event needs no charter:
    whether the channel of a draft counts as online, whether a form returns the proposal for re-handling, whether a body with this item
    meets the whole checklist.

    `term`: what the charter gives for the answer that the command asks for, where no limit was typed; of a correction, that of
    the corrected day.

    `records`: the optional measures that the charter names on the day a matter begins; of a correction, on the
    corrected day.
    """

    type: str
    command: C
    on: date
    late: bool = False
    ruled: bool = False
    term: Term | None = None
    records: tuple[Recorded, ...] = ()
