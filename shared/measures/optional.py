"""Optional measures, which an organization records from a day on that its charter names; core measures are always recorded.

Such a measure counts only matters that were received while their organization recorded it.
"""

from shared.contracts.vocabulary import Recorded

RECORDED = {optional: f"{optional}/recorded" for optional in Recorded}
"""Optional measure -> the counter of the matters of which it is recorded, usually its denominator."""

_EVERY = dict.fromkeys(Recorded, "proposals_filed") | {Recorded.OPINIONS_INSTRUCTED: "opinions_received"}
"""Optional measure -> the counter of all matters of which it could be recorded."""

LEFT_OUT = {f"{optional}/left_out": (every, RECORDED[optional]) for optional, every in _EVERY.items()}
"""Counter of the organizations that are left out -> the counters of all matters, and of the recorded ones."""

ANY_YEAR = "/any_year"
"""Suffix of a counter of `LEFT_OUT`: the organizations that are left out of any year, each once, as steps of year 0."""
