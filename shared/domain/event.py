"""The result of a decision: an event, which changes a state when it is applied."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from shared.contracts.vocabulary import Recorded
from shared.domain.terms import Term

C = TypeVar("C")


@dataclass(frozen=True, kw_only=True)
class DomainEvent(Generic[C]):
    """An event. `command`: with its defaults filled in; `late`: recorded for an earlier day than the charter allows.

    `ruled`: what the charter of the day decides where the next state depends on it, so that applying the event needs no charter:
    whether the channel of a draft counts as online, whether a form returns the proposal for re-handling, whether a body with this item
    meets the whole checklist.

    `term`: the charter's term for the answer that the command asks for, where no limit was typed; of a correction, that on the
    corrected day.

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
