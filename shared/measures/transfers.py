"""The steps of the transfers of a matter to other organizations; the counters are described in `counters.py`.

A transfer counts for its sender, in the year of the matter: accepted, returned, or without an answer in time.
"""

from collections.abc import Iterable
from datetime import date

from shared.contracts.dated import Sending, TransferStep
from shared.contracts.vocabulary import TransferState
from shared.measures.limits import Spans, overdue
from shared.measures.steps import FOREVER, Step, add, merged

_COUNTERS: dict[TransferState, str | None] = {
    TransferState.SENT: None,
    TransferState.DELIVERED: None,
    TransferState.ACCEPTED: "transfers_accepted",
    TransferState.RETURNED: "transfers_returned",
}
"""State -> the counter that is 1 while the state lasts; None: an answer is awaited."""


def steps(year: int, sendings: Iterable[Sending]) -> list[Step]:
    """Returns the steps of all sendings of a matter together."""
    out: list[Step] = []
    for sending in sendings:
        if sending.steps:
            out.append(("transfers_sent", year, sending.steps[0].day, 1))
            add(out, year, [(day, _COUNTERS[state]) for day, state in sending.steps])
            add(out, year, overdue(sending.limits, _waiting(sending.steps), "transfers_silent"))
    return merged(out)


def _waiting(steps: tuple[TransferStep, ...]) -> Spans:
    """Returns the spans in which a sending is sent or delivered and not answered; one that is sent again after a return waits again."""
    spans: Spans = []
    since: date | None = None
    for day, state in steps:
        if _COUNTERS[state] is None:
            since = since or day
        elif since:
            spans.append((since, day))
            since = None
    if since:
        spans.append((since, FOREVER))
    return spans
