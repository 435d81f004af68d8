"""The reference for grass-roots platforms: what counts on one day."""

from collections.abc import Iterable, Iterator
from datetime import date

from shared.contracts.facts import Facts, OrganizationFacts, PlatformFacts
from shared.contracts.platform_vocabulary import PlatformClass, PlatformState
from shared.contracts.vocabulary import Level
from tests.measures.naive_matters import is_so

VISITS = ("contact_point_visits", "contact_point_visitors")
"""The counters whose year is that of their day."""

_PLATFORMS = {
    "area_group": "area_groups",
    "station": "platform_stations",
    "point": "platform_points",
    "household": "platform_households",
    "contact_point": "contact_points",
}


def of_platform(facts: PlatformFacts, day: date) -> Iterator[str]:
    yield from (counter for _, counter in visits_to(facts, day))
    if not is_active(facts, day):
        return
    yield _PLATFORMS[facts.platform]
    if facts.contact_form:
        yield f"contact_points/form={facts.contact_form}"
    grouped = [number for at, number in facts.townships if at <= day]
    yield from ["townships_in_areas"] * (grouped[-1] if grouped else 0)


def is_active(facts: PlatformFacts, day: date) -> bool:
    """Returns whether a platform is active on a day."""
    past = [state for at, state in facts.steps if at <= day]
    return bool(past) and past[-1] == PlatformState.ACTIVE


def visits_to(facts: PlatformFacts, day: date) -> Iterator[tuple[int, str]]:
    """Yields (year, counter) for each visit to a contact point by a day."""
    for at, visitors in facts.visits:
        if at <= day:
            yield from [(at.year, "contact_point_visits"), *[(at.year, "contact_point_visitors")] * visitors]


def has_station(matters: Iterable[Facts], day: date) -> bool:
    """Returns whether a township on the roster has an active station on a day."""
    kept = list(matters)
    record = next((facts for facts in kept if isinstance(facts, OrganizationFacts)), None)
    stations = (each for each in kept if isinstance(each, PlatformFacts) and each.platform == PlatformClass.STATION)
    on_roster = record is not None and record.level == Level.TOWNSHIP and is_so(record.roster, day)
    return on_roster and any(is_active(each, day) for each in stations)
