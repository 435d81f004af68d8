"""Optional measures, which an organization records from a day on that its charter names; core measures are always recorded.

Such a measure counts only matters that were received while their organization recorded it.
"""

from shared.contracts.vocabulary import Recorded

RECORDED = {Recorded.OPINIONS_INSTRUCTED: "opinions_instructed/recorded"}
"""Optional measure -> the counter of its denominator."""

LEFT_OUT = {"opinions_instructed/left_out": ("opinions_received", RECORDED[Recorded.OPINIONS_INSTRUCTED])}
"""Counter of the organizations that are left out -> the counters of all matters, and of the recorded ones."""

ANY_YEAR = "/any_year"
"""Suffix of a counter of `LEFT_OUT`: the organizations that are left out of any year, each once, as steps of year 0."""
