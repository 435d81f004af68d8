"""The roster of 贵州 as the services import it: the shipped edition, with known or assumed earlier days.

Published: 铜仁 172 townships with bodies, 万山 9 of 9, 赤水 17 of 17; the edition has 181 townships in 铜仁, 11 of them
in 万山. Which nine are younger is demonstration data. 遵义县 is entered under the code it had, 520321; 黔南 has a thirteenth unit,
without a national code.
"""

import csv
import gzip
import io
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from deploy.demo.matter_scripts import DemoPlace

SEED = 20131231
PROVINCE = "520000"
GUIYANG, ZUNYI, TONGREN, QIANNAN = "520100", "520300", "520600", "522700"
WANSHAN, CHISHUI, ZHENYUAN, SUIYANG = "520603", "520381", "522625", "520323"
ZUNYI_COUNTY, BOZHOU = "520321", "520304"
ZONE = "522700z1"
AOZHAI = "520603202"
PRINTED_TOWNSHIPS = (
    "520603001", "520603002", "520603100", "520603200", "520603201", AOZHAI, "520603203", "520603204", "520603205", "522625100"
)  # fmt: skip
"""Townships with published figures or for the demonstration: 万山's with bodies, and 镇远's 㵲阳镇."""
ENTERED = date(2000, 1, 1)
BODIES = date(2013, 1, 1)
YOUNGER = date(2015, 1, 1)
YOUNGER_TOWNSHIPS = {
    "520603003", "520603004", "520602005", "520602006", "520621001", "520622001", "520624001", "520626001", "520628001"
}  # fmt: skip
COLUMNS = ("code", "name", "level", "parent_code", "from", "body_from", "code_until")
DIVISIONS = Path(__file__).parent.parent / "data" / "divisions-nbs-2023-06-30.csv.gz"


SERVICES = {"province": "region", "prefecture": "city", "county": "county", "township": "township"}


class DemoRosterRow(NamedTuple):
    """One row of the import file."""

    code: str
    name: str
    level: str
    parent_code: str
    entered: date
    body: date | None = None

    @property
    def place(self) -> DemoPlace:
        """Returns the place of the organization."""
        return DemoPlace(self.code, SERVICES[self.level])


@cache
def divisions(*provinces: str) -> tuple[DemoRosterRow, ...]:
    """Returns the rows of these provinces in the shipped edition."""
    wanted = tuple(province[:2] for province in provinces)
    with gzip.open(DIVISIONS, "rt", encoding="utf-8") as file:
        return tuple(
            DemoRosterRow(row["code"], row["name"], row["level"], row["parent_code"], ENTERED)
            for row in csv.DictReader(file)
            if row["code"].startswith(wanted)
        )


def upper_rows() -> list[DemoRosterRow]:
    """Returns the rows of the province, its cities and counties."""
    rows = [row for row in divisions(PROVINCE) if row.level != "township"]
    known = [
        DemoRosterRow(ZUNYI_COUNTY, "遵义县", "county", row.parent_code, ENTERED) if row.code == BOZHOU else row
        for row in rows
    ]
    return [*known, DemoRosterRow(ZONE, "都匀经济开发区", "county", QIANNAN, ENTERED)]


def township_rows() -> list[DemoRosterRow]:
    """Returns the rows of townships, with the days of their bodies."""
    random = Random(SEED)
    townships = [row for row in divisions(PROVINCE) if row.level == "township"]
    eager = {county: random.random() for county in sorted({row.parent_code for row in townships})}
    return [_township(row, eager[row.parent_code], random) for row in townships]


def _township(row: DemoRosterRow, eager: float, random: Random) -> DemoRosterRow:
    """Returns the row of a township, with published or else seeded days; in an eager county every township has a body."""
    assumed = date(2008, 1, 1) + timedelta(days=random.randrange(14 * 365))
    has_body = eager < 0.55 or random.random() < eager
    if row.code in YOUNGER_TOWNSHIPS:
        return row._replace(entered=YOUNGER)
    if row.parent_code.startswith(TONGREN[:4]):
        return row._replace(entered=BODIES, body=BODIES)
    if row.parent_code == CHISHUI:
        return row._replace(body=BODIES)
    return row._replace(body=assumed if has_body else None)


def is_printed(code: str) -> bool:
    """Returns whether the bodies of this organization or of one above it are published, so that it gets no filler of that kind."""
    return code.startswith((TONGREN[:4], CHISHUI))


def as_csv(rows: Iterable[DemoRosterRow]) -> bytes:
    """Returns the content of the file to import."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        body = row.body.isoformat() if row.body else ""
        writer.writerow([row.code, row.name, row.level, row.parent_code, row.entered.isoformat(), body, ""])
    return text.getvalue().encode()
