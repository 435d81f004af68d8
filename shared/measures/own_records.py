"""The steps of an organization's own record: its cadence 协商频次; the counters are described in `counters.py`."""

from datetime import date

from shared.contracts.facts import OwnFacts
from shared.measures.steps import Step, merged


def steps(facts: OwnFacts) -> list[Step]:
    """Returns the steps of the cadence: what a year expects from its first day on, and each activity that counts from its day on."""
    out: list[Step] = []
    for year, expected, held in facts.cadence:
        out.append(("cadence_expected", year, date(year, 1, 1), expected))
        out += [("cadence_held", year, day, 1) for day in held]
    return merged(out)
