"""The log of the synthetic country: the records of all organizations, then the events of their matters, day by day.

The same seed and number of matters give the same log. Events come in the order of their days, as those of thousands of committees do.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from deploy.demo.country_matters import KEY, SUBJECT, VARIANTS, life, template, topic_of
from deploy.demo.country_tree import FOUNDED, CountryOrganization
from shared.contracts.codec import encode
from shared.contracts.envelope import Change
from shared.contracts.subjects import Subject, id_of, partition_of
from shared.contracts.topics import Topic, topic_name
from shared.contracts.vocabulary import Level, Role
from shared.contracts.writers import HOSTS
from shared.domain.organizations.keepers import keeper_of

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2026, 6, 30)
SESSIONS = range(1, 3)
"""The months of the plenary sessions, in which a day begins as many matters as `_IN_SESSION` other days."""
_IN_SESSION = 4

OF_A_YEAR: dict[Level, dict[Subject, int]] = {
    Level.PROVINCE: {Subject.PROPOSAL: 900, Subject.OPINION: 150, Subject.CONSULTATION: 40},
    Level.CITY: {Subject.PROPOSAL: 445, Subject.OPINION: 60, Subject.CONSULTATION: 40},
    Level.COUNTY: {Subject.PROPOSAL: 118, Subject.OPINION: 26, Subject.CONSULTATION: 20},
    Level.TOWNSHIP: {Subject.OPINION: 6, Subject.CONSULTATION: 8},
}
"""How many matters an organization has in a year, in proportion; after the printed figures in docs/sizing.md."""


class CountryRecord(NamedTuple):
    """A record of the log. `begun`: the number of matters that have begun with it."""

    topic: str
    partition: int
    key: bytes
    value: bytes
    day: date
    begun: int


class _Matter(NamedTuple):
    organization: CountryOrganization
    subject: bytes
    kind: Subject
    variant: int
    begin: date
    step: int


def records(organizations: Sequence[CountryOrganization], matters: int, seed: int) -> Iterator[CountryRecord]:
    """Yields all records; matters of the last months are not complete yet."""
    yield from map(_record_of, organizations)
    waiting: dict[date, list[_Matter]] = defaultdict(list)
    begun = 0
    for day, new in _days(organizations, matters, seed):
        for matter in (*waiting.pop(day, ()), *new):
            begun += matter.step == 1
            yield _event(matter, day, begun)
            steps = _lives[matter.kind, matter.variant]
            if matter.step < len(steps):
                due = matter.begin + timedelta(days=max(steps[matter.step].after, (day - matter.begin).days + 1))
                waiting[due].append(matter._replace(step=matter.step + 1))


_lives = {
    (kind, variant): life(kind, variant)
    for kind in (Subject.PROPOSAL, Subject.OPINION, Subject.CONSULTATION)
    for variant in range(VARIANTS)
}


def _record_of(organization: CountryOrganization) -> CountryRecord:
    key = organization.key
    value = encode(
        type="organization.entered.v1",
        subject=key,
        organization=keeper_of(key, organization.level, organization.parent),
        time=datetime.combine(FOUNDED, time(2), UTC),
        epoch=1,
        sequence=1,
        facts=organization.facts,
        change=Change(command="enter", on=FOUNDED, role=Role.SECRETARIAT),
    )
    topic = topic_name(Topic.ORGANIZATIONS, organization.keeper)
    return CountryRecord(topic, partition_of(key), key.encode(), value, FOUNDED, 0)


def _days(
    organizations: Sequence[CountryOrganization], matters: int, seed: int
) -> Iterator[tuple[date, list[_Matter]]]:
    """Yields each day with the matters that begin on it."""
    random = Random(seed)
    sources = [(each, kind, n) for each in organizations for kind, n in OF_A_YEAR.get(each.level, {}).items()]
    weights = list(accumulate(n for _, _, n in sources))
    days = [FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]
    until = list(accumulate(_IN_SESSION if day.month in SESSIONS else 1 for day in days))
    numbers: dict[tuple[str, Subject, int], int] = defaultdict(int)
    begun = 0
    for day, share in zip(days, until, strict=True):
        new = matters * share // until[-1] - begun
        begun += new
        chosen = random.choices(sources, cum_weights=weights, k=new) if new else []
        found = []
        for organization, kind, _ in chosen:
            numbers[organization.key, kind, day.year] += 1
            subject = id_of(organization.key, kind, day.year, numbers[organization.key, kind, day.year])
            found.append(_Matter(organization, subject.encode(), kind, random.randrange(VARIANTS), day, 1))
        yield day, found


def _event(matter: _Matter, day: date, begun: int) -> CountryRecord:
    organization, kind = matter.organization, matter.kind
    value = template(kind, organization.level, matter.variant, matter.begin, matter.step)
    value = value.replace(SUBJECT, matter.subject).replace(KEY, organization.key.encode())
    topic = _topics[kind, organization.level]
    return CountryRecord(topic, partition_of(organization.key), matter.subject, value, day, begun)


_topics = {
    (kind, level): topic_name(topic_of(kind), HOSTS[level]) for level, kinds in OF_A_YEAR.items() for kind in kinds
}
