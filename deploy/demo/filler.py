"""Seeded filler of 2023 to 2026 for committees without published figures, so that no regional page is empty; some is overdue."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from deploy.demo import activities, opinions, plans
from deploy.demo.activities import ActivityOutcome
from deploy.demo.journeys import TransferScript, act, collected
from deploy.demo.matter_scripts import NEWEST, DemoPlace, MatterScript
from deploy.demo.neighbours import MUDANJIANG, is_member_elsewhere, neighbour_rows
from deploy.demo.proposals import of_the_province, others
from deploy.demo.roster import (
    GUIYANG,
    PRINTED_TOWNSHIPS,
    PROVINCE,
    WANSHAN,
    ZHENYUAN,
    ZONE,
    ZUNYI,
    DemoRosterRow,
    upper_rows,
)
from deploy.demo.subjects import FORMS, IN_PERSON, ONLINE, TOPICS

SEED = 20230109
SINCE = date(2023, 1, 9)
KNOWN = {PROVINCE, ZONE, GUIYANG, ZUNYI, ZHENYUAN, WANSHAN}
REPORTS_EACH = 2
OUTCOMES = (
    ("feed_back",),
    ("feed_back",),
    ("edit", "feed_back"),
    ("keep",),
    ("edit", "approve", "adopt", "feed_back"),
    ("edit",),
)
"""The outcomes of opinion reports. The last one is overdue after a month."""
STEP_COUNTS = (None, 3, 4, 2)
"""Number of steps of a consultation; two: it is planned and was not held."""
ITEMS = {"standing_committee": 1, "chairpersons_council": 2, "sector": 1}
TRAVELLING = 16
ANSWERS = ("accept", "accept", "return", None)
"""The answers of the organization above to a transferred report; the last: none."""


class Loaded(NamedTuple):
    """The filler: matters that stay in their organization, and matters that are transferred."""

    matter_scripts: list[MatterScript]
    journeys: list[TransferScript]


def filler(today: date) -> Loaded:
    """Returns the filler, none of it dated after `today`."""
    random, until = Random(SEED), min(today, NEWEST)
    rows = [row for row in upper_rows() if row.code not in KNOWN]
    rows += [row for row in neighbour_rows() if is_member_elsewhere(row.code)]
    scripts = [script for row in rows for script in _of(row, random, until)]
    scripts += others(random, until)
    scripts += [_of_a_township(DemoPlace(code, "township"), random, until) for code in PRINTED_TOWNSHIPS]
    random.shuffle(scripts)
    senders = random.sample([row for row in rows if row.parent_code[:2] == PROVINCE[:2]], TRAVELLING)
    journeys = [_journey(row, number, random, until) for number, row in enumerate(senders)]
    return Loaded([*scripts, *_of_the_province(until), *_of_mudanjiang(until)], journeys)


def _of_the_province(until: date) -> Iterator[MatterScript]:
    """Returns the matters of the provincial committee, seeded separately, so that the rest of the filler does not depend on them."""
    random = Random(SEED + 1)
    (row,) = (row for row in upper_rows() if row.code == PROVINCE)
    yield from _of(row, random, until)
    yield from of_the_province(random, until)


def _of_mudanjiang(until: date) -> Iterator[MatterScript]:
    """Returns the matters of 牡丹江, seeded separately as well."""
    (row,) = (row for row in neighbour_rows() if row.code == MUDANJIANG)
    yield from _of(row, Random(SEED + 2), until)


def _of(row: DemoRosterRow, random: Random, until: date) -> Iterator[MatterScript]:
    for number in range(1, REPORTS_EACH + 1):
        title = f"【演示】关于{random.choice(TOPICS)}的信息（{number}）"
        channel, outcome = random.choice((*ONLINE, *IN_PERSON)), random.choice(OUTCOMES)
        yield opinions.matter_script(row.place, title, channel, outcome, _day(random, until), random, until=until)
    made = random.randint(2, 6)
    adopted = random.randint(1, made)
    held = ActivityOutcome(
        "consultation", f"【演示】{random.choice(TOPICS)}协商会", "minutes", random.randint(8, 40), random.choice(FORMS),
        made, adopted, random.randint(0, adopted),
    )  # fmt: skip
    steps = random.choice(STEP_COUNTS)
    yield activities.matter_script(row.place, held, _day(random, until), random, steps=steps, until=until)
    if row.place.service in {"city", "region"}:
        year = random.randint(SINCE.year, until.year)
        yield plans.matter_script(row.place, year, ITEMS, random.randint(1, 4), random, until=until)


def _of_a_township(place: DemoPlace, random: Random, until: date) -> MatterScript:
    """Yields a recent activity of a township, without which no township would be active."""
    held = ActivityOutcome("consultation", "【演示】院坝协商会", "minutes", random.randint(8, 30), "public_invitation")
    return activities.matter_script(
        place, held, until - timedelta(days=random.randint(30, 150)), random, steps=3, until=until
    )


def _day(random: Random, until: date) -> date:
    return SINCE + timedelta(days=random.randrange((until - SINCE).days))


def _journey(row: DemoRosterRow, number: int, random: Random, until: date) -> TransferScript:
    """Returns the script of a report that is sent to the organization above, with its answer."""
    title = f"【演示】{row.name}关于{random.choice(TOPICS)}的信息"
    day = _day(random, until - timedelta(days=30))
    here = row.place
    acts = collected(here, title, random.choice((*ONLINE, *IN_PERSON)), day)
    answer = ANSWERS[number % len(ANSWERS)]
    if answer is not None:
        service = "region" if row.place.service == "city" else "city"
        body: dict[str, Any] = {"reason": "演示退回：请补充情况。"} if answer == "return" else {}
        above = DemoPlace(row.parent_code, service)
        acts.append(act(above, answer, day + timedelta(days=random.randint(1, 10)), **body))
    return TransferScript(title=title, acts=tuple(acts))
