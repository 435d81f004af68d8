"""The roster outside 贵州: the members of the 武陵山 conference in 湖北, 湖南 and 重庆, 牡丹江 in 黑龙江, and the organizations below them.

Their names and codes are those of the shipped edition; which townships have a body, and since when, is filler for the demonstration.
"""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from deploy.demo.roster import PROVINCE, DemoRosterRow, divisions

SEED = 20120101
MUDANJIANG, SHAOYANG = "231000", "430500"
NEIGHBOURS = ("230000", "420000", "430000", "500000")
MEMBERS = Path(__file__).parent.parent / "data" / "wulingshan-members.csv"


@cache
def wulingshan_members() -> tuple[str, ...]:
    """Returns the codes of the 18 member committees."""
    with MEMBERS.open(encoding="utf-8") as file:
        return tuple(row["code"] for row in csv.DictReader(file))


@cache
def neighbour_rows() -> tuple[DemoRosterRow, ...]:
    """Returns the four provinces, the members and 牡丹江 in them, and the counties below those."""
    shown = {*wulingshan_members(), MUDANJIANG}
    return tuple(
        row
        for row in divisions(*NEIGHBOURS)
        if row.level != "township" and (row.level == "province" or shown & {row.code, row.parent_code})
    )


def neighbour_townships() -> list[DemoRosterRow]:
    """Returns the townships below these counties; a seeded share of those in the conference has a body."""
    random, counties = Random(SEED), {row.code for row in neighbour_rows() if row.level == "county"}
    townships = [row for row in divisions(*NEIGHBOURS) if row.level == "township" and row.parent_code in counties]
    eager = {county: random.random() for county in sorted(counties) if not _is_in_mudanjiang(county)}
    return [
        row if _is_in_mudanjiang(row.parent_code) else _township(row, eager[row.parent_code], random)
        for row in townships
    ]


def _is_in_mudanjiang(code: str) -> bool:
    return code.startswith(MUDANJIANG[:4])


def _township(row: DemoRosterRow, eager: float, random: Random) -> DemoRosterRow:
    assumed = date(2008, 1, 1) + timedelta(days=random.randrange(14 * 365))
    return row._replace(body=assumed if random.random() < eager else None)


def is_member_elsewhere(code: str) -> bool:
    """Returns whether it is a member outside 贵州."""
    return code in wulingshan_members() and not code.startswith(PROVINCE[:2])
