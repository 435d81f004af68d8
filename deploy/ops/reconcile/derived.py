"""A naive recomputation of the figures of organizations and of the indicators of many matters or of a subtree.

It shares no rule with `shared/measures`: it evaluates the facts day by day.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import NamedTuple

from shared.contracts.consultation_vocabulary import ActivityClass, ConsultationState
from shared.contracts.facts import (
    ConsultationFacts,
    Facts,
    OpinionFacts,
    OrganizationFacts,
    PlatformFacts,
    ProposalFacts,
)
from shared.contracts.platform_vocabulary import PlatformClass, PlatformState
from shared.contracts.subjects import organization_of
from shared.contracts.vocabulary import Level, OpinionState, ProposalState, Recorded

COVERED = "counties_covered"
_ACTIVE = "active_townships"
_APPRAISED = "townships_appraised"
_WITH_STATION = "townships_with_station"
_LEFT_OUT = "/left_out"
_ANY_YEAR = "/left_out/any_year"


def of_rollup(counter: str) -> bool:
    """Returns whether the rollup derives this counter, so that no tally page contains it."""
    return (
        counter in (COVERED, _WITH_STATION)
        or counter.endswith((_LEFT_OUT, _ANY_YEAR))
        or counter.startswith((f"{_ACTIVE}/", f"{_APPRAISED}/"))
    )


class FigureKey(NamedTuple):
    """The key of a figure: a counter of a year, of an organization alone (`own`) or with all below it (`subtree`)."""

    organization: str
    scope: str
    year: int
    counter: str


Values = list[tuple[date, int]]
"""The days on which a figure changes, and its value from then on."""

Figures = dict[FigureKey, Values]


class FlagChange(NamedTuple):
    day: date
    organization: str
    year: int
    counter: str
    amount: int


def value_on(values: Values, day: date) -> int:
    """Returns the value of a figure on a day."""
    return next((value for since, value in reversed(values) if since <= day), 0)


def covered(figures: Figures, places: Mapping[str, OrganizationFacts]) -> Iterator[FlagChange]:
    """Yields the changes of coverage: a county on the roster is covered while it has a township and each township has a body."""
    for key, facts in places.items():
        if facts.level != Level.COUNTY:
            continue
        townships, bodies = (
            figures.get(FigureKey(key, "subtree", 0, name), []) for name in ("townships", "township_bodies")
        )
        was_covered = False
        for day in sorted({day for day, _ in (*townships, *bodies)} | {day for day, _ in facts.roster}):
            listed = next((holds for since, holds in reversed(facts.roster) if since <= day), False)
            holds = listed and 0 < value_on(townships, day) <= value_on(bodies, day)
            if holds != was_covered:
                yield FlagChange(day, key, 0, COVERED, 1 if holds else -1)
            was_covered = holds


def recorded(places: Mapping[str, OrganizationFacts]) -> Iterator[FlagChange]:
    """Yields the changes of the figures of each organization's record, evaluated on every day on which the record changes."""
    for key, facts in places.items():
        lists = (
            facts.roster, facts.body, facts.standardised, facts.checklist, facts.memberships, facts.directors, facts.staffing,
        )  # fmt: skip
        yield from _changes(key, 0, {entry[0] for entries in lists for entry in entries}, partial(_counted, facts))


def _changes(
    key: str, year: int, days: Iterable[date], counted: Callable[[date], Counter[str]]
) -> Iterator[FlagChange]:
    before = Counter[str]()
    for day in sorted(days):
        now = counted(day)
        for counter in now.keys() | before.keys():
            if now[counter] != before[counter]:
                yield FlagChange(day, key, year, counter, now[counter] - before[counter])
        before = now


def _counted(facts: OrganizationFacts, day: date) -> Counter[str]:
    """Returns the figures of a record on a day; none for an organization that is not on the roster."""
    found = Counter[str]()
    if not _holds(facts.roster, day):
        return found
    match facts.level:
        case Level.COUNTY:
            found["counties"] = 1
        case Level.CONFERENCE:
            newest = {member: there for at, member, there in facts.memberships if at <= day}
            found["member_committees"] = sum(newest.values())
        case Level.TOWNSHIP:
            found["townships"] = 1
            if _holds(facts.body, day):
                newest = {item: met for at, item, met in facts.checklist if at <= day}
                found["township_bodies"] = 1
                found["standardised_bodies"] = int(_holds(facts.standardised, day))
                found.update({f"standardised_bodies/{item}": int(met) for item, met in newest.items()})
                found.update(_staff(facts, day))
    return found


def _staff(facts: OrganizationFacts, day: date) -> dict[str, int]:
    """Returns the figures of the director and the members of a body on a day."""
    role = next((each.role for each in reversed(facts.directors) if each.day <= day), None)
    counted = next((each for each in reversed(facts.staffing) if each.day <= day), None)
    found = {} if role is None else {"township_directors": 1, f"township_directors/{role}": 1}
    if counted is not None:
        found |= {"township_members": counted.members, "township_special_invited": counted.special_invited}
    return found


def _holds(flags: Iterable[tuple[date, bool]], day: date) -> bool:
    return next((holds for since, holds in reversed(tuple(flags)) if since <= day), False)


def active(matters: Iterable[tuple[str, Facts]], places: Mapping[str, OrganizationFacts]) -> Iterator[FlagChange]:
    """Yields the changes of active and of appraised townships in each period, evaluated on every day that may differ."""
    held: dict[str, list[tuple[date, ActivityClass]]] = defaultdict(list)
    for subject, facts in matters:
        if isinstance(facts, ConsultationFacts):
            held[organization_of(subject)] += [(day, facts.activity) for day in _held(facts)]
    for key, done in held.items():
        record = places.get(key)
        if record is None or record.level != Level.TOWNSHIP:
            continue
        changes = {day for day, _ in (*record.roster, *record.body, *done)}
        for year in {day.year for day, _ in done}:
            for name, begin, end in _periods(year):
                days = {end, *(day for day in changes if begin <= day < end)}
                within = [(day, activity) for day, activity in done if begin <= day < end]
                yield from _changes(key, year, days, partial(_active_on, record, name, within, end))


def with_station(matters: Iterable[tuple[str, Facts]], places: Mapping[str, OrganizationFacts]) -> Iterator[FlagChange]:
    """Yields the changes of townships with an active station, evaluated on every day on which the roster or a station changes."""
    stations: dict[str, list[PlatformFacts]] = defaultdict(list)
    for subject, facts in matters:
        if isinstance(facts, PlatformFacts) and facts.platform == PlatformClass.STATION:
            stations[organization_of(subject)].append(facts)
    for key, platforms in stations.items():
        record = places.get(key)
        if record is not None and record.level == Level.TOWNSHIP:
            days = {day for day, _ in (*record.roster, *(step for each in platforms for step in each.steps))}
            yield from _changes(key, 0, days, partial(_with_station_on, record, platforms))


def _with_station_on(record: OrganizationFacts, stations: list[PlatformFacts], day: date) -> Counter[str]:
    states = [[state for at, state in each.steps if at <= day] for each in stations]
    active = any(past and past[-1] == PlatformState.ACTIVE for past in states)
    return Counter({_WITH_STATION: int(active and _holds(record.roster, day))})


def left_out(matters: Iterable[tuple[str, Facts]]) -> Iterator[FlagChange]:
    """Yields the organizations with a matter of which they did not record an optional measure, from the first one of a year.

    Year 0 counts from the first one of all years.
    """
    first: dict[tuple[str, int, str], date] = {}
    for subject, facts in matters:
        for optional, day in _unrecorded(facts):
            for year in (getattr(facts, "year", 0), 0):
                key = organization_of(subject), year, optional
                first[key] = min(day, first.get(key, day))
    for (organization, year, optional), day in first.items():
        yield FlagChange(day, organization, year, f"{optional}{_LEFT_OUT if year else _ANY_YEAR}", 1)


def _unrecorded(facts: Facts) -> Iterator[tuple[str, date]]:
    """Yields the optional measures that are not recorded of an opinion report or a proposal, each with the first day of its base."""
    if not isinstance(facts, OpinionFacts | ProposalFacts) or facts.chain:
        return
    state = OpinionState.COLLECTED if isinstance(facts, OpinionFacts) else ProposalState.FILED
    days = [day for day, reached in facts.steps if reached == state]
    for optional in set(Recorded) - set(facts.records):
        if days and optional.startswith("opinions_") == isinstance(facts, OpinionFacts):
            yield optional, days[0]


def _active_on(
    facts: OrganizationFacts, period: str, done: list[tuple[date, ActivityClass]], end: date, day: date
) -> Counter[str]:
    """Returns the indicators of a township on a day, from its activities in a period."""
    classes = {activity for at, activity in done if at <= day}
    if day >= end or not classes or not _holds(facts.roster, day):
        return Counter()
    bodies = [f"{_ACTIVE}/{period}", *(f"{_ACTIVE}/class={activity}/{period}" for activity in classes)]
    appraised = [f"{_APPRAISED}/{period}"] if ActivityClass.APPRAISAL in classes else []
    return Counter([*appraised, *(bodies if _holds(facts.body, day) else [])])


def _held(facts: ConsultationFacts) -> list[date]:
    states = [state for _, state in facts.steps]
    if ConsultationState.CANCELLED in states or ConsultationState.HELD not in states:
        return []
    return [facts.steps[states.index(ConsultationState.HELD)].day]


def _periods(year: int) -> Iterator[tuple[str, date, date]]:
    """Yields the quarters, the halves and the year as name, first day, and the day after the last."""
    begins = [date(year, 1, 1), date(year, 4, 1), date(year, 7, 1), date(year, 10, 1), date(year + 1, 1, 1)]
    for number in range(4):
        yield f"q{number + 1}", begins[number], begins[number + 1]
    yield from (("h1", begins[0], begins[2]), ("h2", begins[2], begins[4]), ("year", begins[0], begins[4]))
