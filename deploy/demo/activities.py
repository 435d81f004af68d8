"""The consultations and other activities whose totals are published. Days, forms and texts are demonstration data.

万山, first half of 2014: 26 consultations with 390 participants and 200 suggestions, 160 of them adopted, 64 done; 19 times research, 21
inspections, appraisals in 4 townships. 遵义 2013: 4 quarterly meetings with 60 suggestions, 30 adopted. 遵义 2015: two
sector months, in each an activity of each of 28 sectors, with 120 suggestions together.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from deploy.demo.matter_scripts import NEWEST, DemoPlace, MatterScript, Request, ScriptStep, dated, followed, on
from deploy.demo.roster import AOZHAI, TONGREN, WANSHAN, ZUNYI
from deploy.demo.subjects import FORMS, TOPICS
from shared.domain.charters.values import SECTORS as SECTOR_NAMES

SEED = 20140630
COUNTY = DemoPlace(WANSHAN, "county")
CONSULTATIONS, PARTICIPANTS, MADE, ADOPTED, DONE = 26, 390, 200, 160, 64
OTHERS = (("research", "调研", 19), ("inspection", "视察", 21))
HEARINGS = (date(2014, 2, 24), date(2014, 8, 11))
"""When the topics of the two hearings of 敖寨 by its party committee were raised."""
APPRAISED = ("520603100", "520603200", AOZHAI, "520603204")
QUARTERS = ((date(2013, 1, 21), 8), (date(2013, 4, 22), 7), (date(2013, 7, 22), 8), (date(2013, 10, 21), 7))
"""When the topic of each quarterly meeting was raised, and how many of its suggestions were adopted."""
_OF_A_QUARTER = 15


SECTORS, OF_SECTORS = 28, 120
"""How many sectors held an activity in each sector month of 遵义, and how many suggestions they made in both."""
SECTOR_MONTHS = (date(2015, 4, 1), date(2015, 10, 8))
"""The first day on which an activity of the month may be held."""


class ActivityOutcome(NamedTuple):
    """An activity and its outcome; without suggestions it has no feedback."""

    activity: str
    title: str
    outcome: str
    participants: int
    form: str | None = None
    made: int = 0
    adopted: int = 0
    done: int = 0
    held_by: str | None = None


def activities() -> list[MatterScript]:
    """Returns the scripts of all activities."""
    random = Random(SEED)
    return [
        *_consultations(random),
        *_others(random),
        *_appraisals(random),
        *_quarterly(random),
        *_hearings(random),
        *_cadence(random),
        *sector_months(),
    ]


def _consultations(random: Random) -> Iterator[MatterScript]:
    """Yields the consultations, each at most seventy days long, so that all are complete at the end of June."""
    shares = (
        spread(PARTICIPANTS, CONSULTATIONS, random, by=4),
        spread(MADE, CONSULTATIONS, random),
        spread(ADOPTED, CONSULTATIONS, random),
        spread(DONE, CONSULTATIONS, random),
    )
    for number, (participants, made, adopted, done) in enumerate(zip(*shares, strict=True), 1):
        title = f"【演示】{random.choice(TOPICS)}协商会（{number}）"
        form = FORMS[number % len(FORMS)]
        held = ActivityOutcome("consultation", title, "minutes", participants, form, made, adopted, done)
        script = matter_script(COUNTY, held, date(2014, 1, 3) + timedelta(days=random.randrange(107)), random)
        yield (
            _in_detail(script, number, participants)
            if number > 1
            else _followed_up(_in_detail(script, 1, participants))
        )


def _in_detail(script: MatterScript, number: int, participants: int) -> MatterScript:
    """Returns the script with the kind of venue, the participants by kind, and what was asked and answered."""
    members, departments = participants // 2, participants // 4
    details: dict[str, dict[str, Any]] = {
        "organise": {
            "setting": ("meeting_room", "on_site")[number % 2],
            "mobility": ("fixed", "mobile")[number % 2],
            "gathering": ("concentrated", "dispersed")[number % 3 == 0],
        },
        "hold": {
            "members": members, "departments": departments, "public": participants - members - departments,
            "questions": 2 + number % 3, "answers": 2 + number % 3, "rejoinders": number % 2,
        },
    }  # fmt: skip
    return replace(script, requests=[(name, {**body, **details.get(name, {})}) for name, body in script.requests])


def _followed_up(script: MatterScript) -> MatterScript:
    """Returns the script of a consultation with invitations, notice, papers and all that follows one, a decision among it."""
    invited = {"invited_departments": ["农业农村局"], "invited_public": ["演示群众代表"]}
    script = followed(script, "organise", ("invite", invited), ("send_notice", {}), ("send_papers", {}))
    names = ["演示甲镇", "演示乙镇", "农业农村局"]
    script = followed(script, "hold", ("add_outline", {"author": "演示委员", "outline": "演示发言提纲。"}))
    script = followed(
        script,
        "submit_outcome",
        ("request_comments", {"addressees": names, "until": "2014-06-30"}),
        *[("record_comment", {"number": number, "comment": "演示意见。"}) for number in (1, 2)],
        ("instruct", {"level": "county", "text": "演示批示：请研究采纳。"}),
        ("answer_instruction", {"text": "演示办理情况。"}),
    )
    answered = {"number": 1, "department": "农业农村局", "answer": "演示答复。"}
    evaluated = {"scores": [18, 19, 26, 25], "comment": "演示评语。"}
    decided = {"body": "government", "decided_on": "2014-06-30", "decision": "演示决策事项。"}
    further: list[Request] = [("answer_suggestion", answered), ("evaluate", evaluated), ("link_decision", decided)]
    return followed(script, "receive_feedback", *further)


def _others(random: Random) -> Iterator[MatterScript]:
    for activity, name, times in OTHERS:
        for number in range(1, times + 1):
            title = f"【演示】{random.choice(TOPICS)}{name}（{number}）"
            held = ActivityOutcome(activity, title, "report", random.randint(6, 18))
            yield matter_script(COUNTY, held, date(2014, 1, 3) + timedelta(days=random.randrange(150)), random)


def _appraisals(random: Random) -> Iterator[MatterScript]:
    for township in APPRAISED:
        held = ActivityOutcome("appraisal", "【演示】基层站所民主评议", "report", random.randint(20, 40))
        yield matter_script(
            DemoPlace(township, "township"), held, date(2014, 2, 10) + timedelta(days=random.randrange(100)), random
        )


def _quarterly(random: Random) -> Iterator[MatterScript]:
    for number, (day, adopted) in enumerate(QUARTERS, 1):
        title, form = f"【演示】第{number}季度界别议政会", "quarterly_sector_meeting"
        held = ActivityOutcome("consultation", title, "minutes", random.randint(30, 50), form, _OF_A_QUARTER, adopted)
        yield matter_script(DemoPlace(ZUNYI, "city"), held, day, random)


def _cadence(random: Random) -> Iterator[MatterScript]:
    """Yields the 17 consultations that 铜仁 promises a year, each from the beginning of its month, so that it takes place within it."""
    held = [
        ("mayor_meeting", (3,)),
        ("standing_committee", (2, 5, 8, 11)),
        ("special_committee", range(1, 13)),
    ]
    for body, months in held:
        for month in months:
            title = f"【演示】{random.choice(TOPICS)}协商（{month}月，{body}）"
            outcome = ActivityOutcome("consultation", title, "minutes", random.randint(10, 30), held_by=body)
            yield matter_script(DemoPlace(TONGREN, "city"), outcome, date(2014, month, 1), random)


def _hearings(random: Random) -> Iterator[MatterScript]:
    for number, day in enumerate(HEARINGS, 1):
        held = ActivityOutcome("hearing", f"【演示】党委听取政协工作汇报（{number}）", "minutes", random.randint(8, 15))
        yield matter_script(DemoPlace(AOZHAI, "township"), held, day, random)


def sector_months() -> list[MatterScript]:
    """Returns the scripts of the activities of the sector months, each held in its month."""
    random, place = Random(SEED), DemoPlace(ZUNYI, "city")
    shares = iter(spread(OF_SECTORS, SECTORS * len(SECTOR_MONTHS), random))
    return [
        _of_sector(place, first, sector, next(shares), random) for first in SECTOR_MONTHS for sector in range(SECTORS)
    ]


def _of_sector(place: DemoPlace, first: date, sector: int, made: int, random: Random) -> MatterScript:
    title = f"【演示】{first:%Y年%m月}界别活动（{sector + 1}）：{random.choice(TOPICS)}"
    held = ActivityOutcome("consultation", title, "minutes", random.randint(8, 20), "sector", made, held_by="sector")
    script = matter_script(place, held, first - timedelta(days=30), random)
    (command, topic), *later = script.requests
    script = replace(script, requests=[(command, {**topic, "sector": SECTOR_NAMES[sector]}), *later])
    days = {"raise_topic": first - timedelta(days=30), "organise": first - timedelta(days=14)}
    days |= {"hold": first + timedelta(days=sector % 20), "submit_outcome": first + timedelta(days=25)}
    return replace(
        script,
        requests=[
            (command, {**body, **on(days.get(command, first + timedelta(days=40)))})
            for command, body in script.requests
        ],
    )


def matter_script(
    place: DemoPlace,
    held: ActivityOutcome,
    start: date,
    random: Random,
    *,
    steps: int | None = None,
    until: date = NEWEST,
) -> MatterScript:
    """Returns the script of an activity from its topic to its end, or its first `steps` steps."""
    topic = {
        "title": held.title, "class": held.activity, "form": held.form, "held_by": held.held_by, "content": "演示议题。",
        "year": start.year, "organization": place.organization,
    }  # fmt: skip
    planned = (start + timedelta(days=21)).isoformat()
    path: list[ScriptStep] = [
        ("raise_topic", topic, 0),
        ("organise", {"venue": "政协会议室", "date": planned}, 7),
        ("hold", {"participants": held.participants, "suggestions": _texts(held.made)}, 14),
        ("submit_outcome", {"kind": held.outcome}, 7),
        *_feedback(held),
        ("close", {}, 7),
    ]
    requests = dated(path[:steps], start, random, until)
    return MatterScript(kind="consultations", place=place, title=held.title, requests=requests)


def _texts(made: int) -> list[str]:
    return [f"演示建议第{number}条：{TOPICS[number % len(TOPICS)]}。" for number in range(1, made + 1)]


def _feedback(held: ActivityOutcome) -> list[ScriptStep]:
    """Yields the feedback: the adopted suggestions, and later those that were done; in each case the first numbers."""
    feedback: list[ScriptStep] = []
    if held.adopted:
        feedback.append(("receive_feedback", {"adopted": list(range(1, held.adopted + 1))}, 14))
    if held.done:
        feedback.append(("receive_feedback", {"done": list(range(1, held.done + 1))}, 21))
    return feedback


def spread(total: int, among: int, random: Random, *, by: int = 0) -> list[int]:
    """Returns integer shares of the total, as equal as possible, then with up to `by` moved between neighbours."""
    shares = [total // among + (place < total % among) for place in range(among)]
    for left, right in zip(range(0, among - 1, 2), range(1, among, 2), strict=True):
        moved = random.randint(-by, by)
        shares[left] += moved
        shares[right] -= moved
    return shares
