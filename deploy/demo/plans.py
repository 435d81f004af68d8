"""Annual plans. Published: 贵阳's of 2014 has 51 items in 5 classes; the items and their progress are demonstration data."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from deploy.demo.matter_scripts import NEWEST, DemoPlace, MatterScript, ScriptStep, dated
from deploy.demo.roster import GUIYANG
from deploy.demo.subjects import COMMITTEES, LEADERS, TOPICS

SEED = 20140220
ITEMS = {"plenary": 2, "standing_committee": 8, "chairpersons_council": 12, "special_committee": 19, "sector": 10}
"""Class -> number of items, 51 in total."""
EXECUTED = 44
SOURCES = ("consulted", "assigned", "work_centred")


def plans() -> list[MatterScript]:
    """Returns the plan with published figures."""
    return [matter_script(DemoPlace(GUIYANG, "city"), 2014, ITEMS, EXECUTED, Random(SEED))]


def matter_script(
    place: DemoPlace,
    year: int,
    items: Mapping[str, int],
    executed: int,
    random: Random,
    *,
    until: date = NEWEST,
) -> MatterScript:
    """Returns the script of a plan, drafted in January and confirmed by mid-March, of which `executed` items are executed in sequence."""
    title = f"【演示】{year}年度协商计划"
    classes = [name for name, count in items.items() for _ in range(count)]
    path: list[ScriptStep] = [("draft", {"title": title, "year": year, "organization": place.organization}, 0)]
    path += [("add_item", _item(year, number, name, random), 0) for number, name in enumerate(classes, 1)]
    path += [
        ("comment", {"text": "演示意见。"}, 14),
        ("approve", {"by": "chairpersons_council"}, 21),
        ("confirm", {}, 21),
    ]
    path += [("execute", {"item": number}, 250 // executed) for number in range(1, executed + 1)]
    requests = dated(path, date(year, 1, 6), random, until)
    return MatterScript(kind="plans", place=place, title=title, requests=requests)


def _item(year: int, number: int, name: str, random: Random) -> dict[str, str]:
    """Returns an item with its four mandatory fields, assigned to offices and not to persons."""
    department = random.choice(COMMITTEES)
    return {
        "topic": f"【演示】{random.choice(TOPICS)}（第{number}项）",
        "class": name,
        "source": random.choice(SOURCES),
        "lead_leader": random.choice(LEADERS),
        "department": department,
        "person": f"{department}主任",
        "deadline": (date(year, 4, 30) + timedelta(days=random.randrange(240))).isoformat(),
    }
