"""The opinion reports whose totals are published, and the visits to 敖寨's window. Days, topics and texts are demonstration data.

万山, first half of 2014: 42, of them 30 at 敖寨's window in June (three are transferred, see `journeys`) and 12 at the county. 镇远
2014: 26, of them 22 online. The window in June: 40 visits, 30 with a report, 17 with a dispute settled; a visit may have several outcomes.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from deploy.demo.journeys import COUNTY, FROM_THE_WINDOW, WINDOW
from deploy.demo.matter_scripts import NEWEST, DemoPlace, MatterScript, Request, ScriptStep, dated, followed
from deploy.demo.roster import AOZHAI, ZHENYUAN
from deploy.demo.subjects import IN_PERSON, ONLINE, TOPICS

SEED = 20140601
AT_THE_WINDOW, AT_THE_COUNTY, OF_ZHENYUAN, OF_ZHENYUAN_ONLINE = 30, 12, 26, 22
VISITS, WITH_REPORT, WITH_DISPUTE = 40, 30, 17

BODIES: dict[str, tuple[dict[str, Any], int]] = {
    "edit": ({"content": "演示内容（已编辑）。"}, 3),
    "approve": ({}, 3),
    "adopt": ({}, 10),
    "feed_back": ({"text": "演示答复。"}, 10),
    "keep": ({"reason": "演示留存。"}, 5),
}
"""Command -> its body, and its maximum duration in days."""
USUAL = ("edit", "approve", "feed_back")
ADOPTED = ("edit", "approve", "adopt", "feed_back")
KEPT = ("keep",)
REFERRED: tuple[Request, ...] = (
    ("refer", {"unit": "农业农村局"}),
    ("answer_referral", {"unit": "农业农村局", "text": "演示回复。"}),
)
"""The requests of a report that a unit handles."""


def opinions() -> list[MatterScript]:
    """Returns the scripts of all opinion reports except the transferred ones."""
    random = Random(SEED)
    return [*_aozhai(random), *_wanshan(random), *_zhenyuan(random)]


def visits() -> list[MatterScript]:
    """Returns the visits of a month to 敖寨's window."""
    random = Random(SEED)
    days = sorted(date(2014, 6, 3) + timedelta(days=random.randrange(25)) for _ in range(VISITS))
    led_to = [_outcomes(number) for number in range(VISITS)]
    random.shuffle(led_to)
    return [_visit(*each, random) for each in zip(range(1, VISITS + 1), days, led_to, strict=True)]


def _outcomes(number: int) -> list[str]:
    """Yields the outcomes: the first thirty have a report, the last seventeen a settled dispute, every eighth advice."""
    return [
        *(["report"] if number < WITH_REPORT else []),
        *(["dispute_settled"] if number >= VISITS - WITH_DISPUTE else []),
        *(["advice"] if number % 8 == 0 else []),
    ]


def _visit(number: int, day: date, outcomes: list[str], random: Random) -> MatterScript:
    title = f"【演示】窗口来访（{number}）"
    visit = {"title": title, "outcomes": outcomes, "note": "演示登记。", "organization": AOZHAI}
    return MatterScript(kind="visits", place=WINDOW, title=title, requests=dated([("record", visit, 0)], day, random))


def _aozhai(random: Random) -> Iterator[MatterScript]:
    for number in range(1, AT_THE_WINDOW - len(FROM_THE_WINDOW) + 1):
        start = date(2014, 6, 3) + timedelta(days=random.randrange(25))
        path = KEPT if number % 9 == 0 else USUAL
        yield matter_script(WINDOW, _title(random, number), "window", path, start, random)


def _wanshan(random: Random) -> Iterator[MatterScript]:
    for number in range(1, AT_THE_COUNTY + 1):
        start = date(2014, 1, 13) + timedelta(days=random.randrange(150))
        path = ADOPTED if number % 3 == 0 else USUAL
        script = matter_script(COUNTY, _title(random, number), random.choice(IN_PERSON), path, start, random)
        yield followed(followed(script, "adopt", ("issue", {})), "approve", *(REFERRED if number == 1 else ()))


def _zhenyuan(random: Random) -> Iterator[MatterScript]:
    for number in range(1, OF_ZHENYUAN + 1):
        start = date(2014, 1, 13) + timedelta(days=random.randrange(330))
        channel = random.choice(ONLINE if number <= OF_ZHENYUAN_ONLINE else IN_PERSON)
        path = ADOPTED if number % 4 == 0 else USUAL
        yield matter_script(DemoPlace(ZHENYUAN, "county"), _title(random, number), channel, path, start, random)


def _title(random: Random, number: int) -> str:
    return f"【演示】关于{random.choice(TOPICS)}的信息（{number}）"


def matter_script(  # noqa: PLR0913 - the traits of an opinion report
    place: DemoPlace,
    title: str,
    channel: str,
    commands: Sequence[str],
    start: date,
    random: Random,
    *,
    until: date = NEWEST,
) -> MatterScript:
    """Returns the script of an opinion report with these commands."""
    report = {
        "title": title, "content": "演示内容。", "source": "演示来源", "channel": channel,
        "year": start.year, "organization": place.organization,
    }  # fmt: skip
    path: list[ScriptStep] = [("collect", report, 0), *((command, *BODIES[command]) for command in commands)]
    requests = dated(path, start, random, until)
    return MatterScript(kind="opinions", place=place, title=title, requests=requests)
