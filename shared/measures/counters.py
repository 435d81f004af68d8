"""Every counter, as one table: what the steps sum up to on a day. `{…}` stands for a word of that kind."""

from typing import NamedTuple


class Counter(NamedTuple):
    """`name` may hold one `{…}`; `holds` says of one matter when it counts 1."""

    name: str
    holds: str


COUNTERS = (
    Counter("proposals_received", "from the day it came under review; a draft is not received"),
    Counter(
        "proposals_received/{not_filed, merged, converted, withdrawn}",
        "received, and the review ended so, without filing",
    ),
    Counter("proposals_online", "received, by a channel that the charter calls online"),
    Counter("proposals_online/channel={channel}", "the same, by channel"),
    Counter("proposals_filed", "from the day of filing"),
    Counter("proposals_open", "from filing until closed (or merged, converted, withdrawn after filing)"),
    Counter("proposals_closed", "while its state is closed: answered, and the procedure done"),
    Counter("proposals_assigned", "from the first assignment"),
    Counter("proposals_replied", "from the last due reply; not from a re-handling until the next last due reply"),
    Counter("proposals_on_time", "while replied, if the reply that completed it came by the limit in force that day"),
    Counter("proposals_overdue", "open, not replied, and the limit in force is before the day"),
    Counter("proposals_outcome/{outcome}", "while replied, by the outcome in force"),
    Counter(
        "handling_days/{days}", "while replied, by days from the first assignment to that reply, 365 and more together"
    ),
    Counter("proposals_rehandled", "from the first re-handling"),
    Counter("proposals_key", "filed and marked as key"),
    Counter("proposals_supervised", "filed and supervised"),
    Counter("satisfaction_process", "from the first feedback form"),
    Counter(
        "satisfaction_process/{answer}",
        "the same, by the worst of its signatories' newest forms on the handling process",
    ),
    Counter("satisfaction_result", "from the first feedback form"),
    Counter(
        "satisfaction_result/{answer}", "the same, by the worst of its signatories' newest forms on the handling result"
    ),
    Counter("townships", "a township, on the roster"),
    Counter("township_bodies", "a township, on the roster, its body established"),
    Counter("standardised_bodies", "the same, and every item of the checklist met"),
    Counter("standardised_bodies/{item}", "a township, on the roster, its body established, and this item met"),
    Counter("counties", "a county, on the roster"),
    Counter(
        "counties_covered",
        "a county, on the roster, with townships, each with an established body (made by the rollup)",
    ),
    Counter(
        "active_townships/{q1, q2, q3, q4, h1, h2, year}",
        "a body with an activity in that period, until the period ends",
    ),
)
