"""What is counted of the ways of a matter to other organizations; the counters are described in `counters.py`.

It counts with the sender, in the year of the matter: whether it was accepted, came back, or has had no answer in time.
"""

from collections.abc import Iterable
from datetime import date

from shared.contracts.dated import Sending, TransferStep
from shared.contracts.vocabulary import TransferState
from shared.measures.limits import Spans, overdue
from shared.measures.steps import FOREVER, Step, add, merged

_STANDING: dict[TransferState, str | None] = {
    TransferState.SENT: None,
    TransferState.DELIVERED: None,
    TransferState.ACCEPTED: "transfers_accepted",
    TransferState.RETURNED: "transfers_returned",
}
"""State -> the counter that holds while it lasts; without one, an answer is awaited."""


def steps(year: int, sendings: Iterable[Sending]) -> list[Step]:
    """The steps of all sendings of a matter together."""
    out: list[Step] = []
    for sending in sendings:
        if sending.steps:
            out.append(("transfers_sent", year, sending.steps[0].day, 1))
            add(out, year, [(day, _STANDING[state]) for day, state in sending.steps])
            add(out, year, overdue(sending.limits, _waiting(sending.steps), "transfers_silent"))
    return merged(out)


def _waiting(steps: tuple[TransferStep, ...]) -> Spans:
    """While it is on its way or delivered; sent again after a return, it waits again."""
    spans: Spans = []
    since: date | None = None
    for day, state in steps:
        if _STANDING[state] is None:
            since = since or day
        elif since:
            spans.append((since, day))
            since = None
    if since:
        spans.append((since, FOREVER))
    return spans
