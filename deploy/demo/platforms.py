"""Grass-roots platforms. Published: the 17 townships of 赤水 in 4 area groups, more than 300 contact points of 牡丹江; the rest is ours."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from deploy.demo.matter_scripts import DemoPlace, MatterScript, on
from deploy.demo.roster import AOZHAI, CHISHUI, township_rows

SEED = 20150401
MUDANJIANG = DemoPlace("231000", "city")
POINTS, VISITED = 312, 24
FORMS = ("office", "walk", "household", "discussion")
AREAS = (
    ("中部片区", "提案委员会"),
    ("东部片区", "经济委员会"),
    ("西部片区", "社会法制委员会"),
    ("南部片区", "文史委员会"),
)
"""Name and special committee of each area group."""
_TOWNSHIP = DemoPlace(AOZHAI, "township")
_SINCE = date(2014, 3, 3)


def area_groups() -> list[MatterScript]:
    """Returns the scripts of the area groups of 赤水, which have four or five neighbouring townships each."""
    townships = sorted(row.code for row in township_rows() if row.parent_code == CHISHUI)
    shares = [townships[number * len(townships) // 4 : (number + 1) * len(townships) // 4] for number in range(4)]
    return [
        _registered(
            DemoPlace(CHISHUI, "county"), "area_group", title, "分管副主席",
            special_committee=committee, townships=share,
        )
        for (title, committee), share in zip(AREAS, shares, strict=True)
    ]  # fmt: skip


def contact_points() -> list[MatterScript]:
    """Returns the scripts of the contact points of 牡丹江, the first of which members have met the public at."""
    random = Random(SEED)
    return [_contact_point(number, random) for number in range(1, POINTS + 1)]


POINT_COLUMNS = ("class", "title", "head", "contact_form", "on", "late_reason")


def contact_point_file() -> bytes:
    """Returns the content of the file that the contact points are imported from."""
    text = io.StringIO()
    writer = csv.DictWriter(text, POINT_COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(script.requests[0][1] for script in contact_points())
    return text.getvalue().encode()


def visited_contact_points() -> list[MatterScript]:
    """Returns the scripts of the contact points with visits, which are recorded after the import."""
    return [script for script in contact_points() if len(script.requests) > 1]


def _contact_point(number: int, random: Random) -> MatterScript:
    script = _registered(
        MUDANJIANG, "contact_point", f"第{number:03}号委员联系点", "驻点委员", contact_form=FORMS[number % len(FORMS)]
    )
    if number <= VISITED:
        day = _SINCE + timedelta(days=random.randrange(20, 300))
        visit = {"visitors": random.randint(3, 30), "note": "演示接待记录。", **on(day)}
        script.requests.append(("record_visit", visit))
    return script


def stations() -> list[list[MatterScript]]:
    """Returns the scripts of stations, points and households of 敖寨 by level: each level needs the one above it."""
    return [[*_stations()], [*_points()], [*_households()]]


def _stations() -> Iterator[MatterScript]:
    for village in range(1, 4):
        deputies = [f"副站长（{number}）" for number in range(1, 2 + village % 2)]
        yield _filed("station", f"第{village}村协商站", "站长", deputies=deputies)


def _points() -> Iterator[MatterScript]:
    for village in range(1, 4):
        for group in (1, 2):
            yield _filed("point", f"第{village}村第{group}组协商点", "组长", parent=f"【演示】第{village}村协商站")


def _households() -> Iterator[MatterScript]:
    for village in range(1, 4):
        for group in (1, 2):
            for number in (1, 2, 3):
                yield _filed(
                    "household", f"第{village}村第{group}组第{number}户", "召集人",
                    parent=f"【演示】第{village}村第{group}组协商点", household=f"{village}-{group}-{number}",
                )  # fmt: skip


def _filed(platform: str, title: str, head: str, **given: Any) -> MatterScript:
    """Returns the script of a platform that is filed a week after its registration."""
    script = _registered(_TOWNSHIP, platform, title, head, **given)
    script.requests.append(("file", on(_SINCE + timedelta(days=7))))
    return script


def _registered(place: DemoPlace, platform: str, title: str, head: str, **given: Any) -> MatterScript:
    title = f"【演示】{title}"
    body = {
        "title": title, "class": platform, "head": f"演示{head}", "year": _SINCE.year, "organization": place.organization,
        **given, **on(_SINCE),
    }  # fmt: skip
    return MatterScript(kind="platforms", place=place, title=title, requests=[("register", body)])
