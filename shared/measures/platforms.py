"""The steps of a grass-roots platform 基层平台; the counters are described in `counters.py`.

Platforms count in year 0 while they are active; visits to a contact point count in the year of their day.
"""

from collections.abc import Iterator
from datetime import date

from shared.contracts.facts import PlatformFacts
from shared.contracts.platform_vocabulary import ContactPointForm, PlatformClass, PlatformState
from shared.measures.organizations import YEAR
from shared.measures.steps import Step, add, merged

COUNTERS = {
    PlatformClass.AREA_GROUP: "area_groups",
    PlatformClass.STATION: "platform_stations",
    PlatformClass.POINT: "platform_points",
    PlatformClass.HOUSEHOLD: "platform_households",
    PlatformClass.CONTACT_POINT: "contact_points",
}
"""Class of platform -> the counter of active ones."""

_FORM = {form: f"contact_points/form={form}" for form in ContactPointForm}


def steps(facts: PlatformFacts) -> list[Step]:
    """Returns the steps of a platform."""
    out: list[Step] = []
    names = [COUNTERS[facts.platform], *([_FORM[facts.contact_form]] if facts.contact_form else [])]
    for counter in names:
        add(out, YEAR, [(day, counter if state is PlatformState.ACTIVE else None) for day, state in facts.steps])
    out += _townships(facts)
    for day, visitors in facts.visits:
        out += [("contact_point_visits", day.year, day, 1), ("contact_point_visitors", day.year, day, visitors)]
    return merged(out)


def _townships(facts: PlatformFacts) -> Iterator[Step]:
    """Yields the changes of the number of townships of an area group, which has them while it is active."""
    before = 0
    for day in sorted({day for day, _ in (*facts.steps, *facts.townships)}):
        now = _townships_on(facts, day)
        if now != before:
            yield "townships_in_areas", YEAR, day, now - before
        before = now


def _townships_on(facts: PlatformFacts, day: date) -> int:
    states = [each.state for each in facts.steps if each.day <= day]
    grouped = [each.townships for each in facts.townships if each.day <= day]
    return grouped[-1] if grouped and states and states[-1] is PlatformState.ACTIVE else 0
