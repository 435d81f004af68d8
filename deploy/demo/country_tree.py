"""The organizations of the synthetic country: the shipped divisions with townships of invented codes, and three conferences.

The edition leaves out nine units between provinces and counties (市辖区 and the like) and has three cities without counties. They are
filled in with synthetic units, so that there are 31 provinces, 342 prefectures, 2,978 counties and 41,352 townships.
"""

import csv
import gzip
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from deploy.demo.neighbours import wulingshan_members
from deploy.demo.roster import DIVISIONS
from shared.contracts.dated import DatedFlag, DatedName, DatedParent, Membership
from shared.contracts.facts import OrganizationFacts
from shared.contracts.vocabulary import Level
from shared.contracts.writers import Writer

FOUNDED, BODIES = date(2000, 1, 1), date(2020, 1, 1)
MARK = "（合成）"
"""Part of the name of every organization, so that every page shows what its figures are."""
NATIONAL = "hechengquanguo"
"""The key of the conference of all provinces, whose report is as large as the country."""
_MEMBERS = 18
_WITHOUT_BODY = 3
"""One township in so many has no body."""
_LEVELS = {
    "province": Level.PROVINCE,
    "prefecture": Level.CITY,
    "county": Level.COUNTY,
    "township": Level.TOWNSHIP,
}
_KEPT_BY = {
    Level.CONFERENCE: Writer.REGION,
    Level.PROVINCE: Writer.REGION,
    Level.CITY: Writer.CITY,
    Level.COUNTY: Writer.CITY,
    Level.TOWNSHIP: Writer.COUNTY,
}


class CountryOrganization(NamedTuple):
    """An organization of the country. `members`: of a conference."""

    key: str
    level: Level
    name: str
    parent: str | None = None
    members: tuple[str, ...] = ()
    has_body: bool = False

    @property
    def keeper(self) -> Writer:
        """Returns the service that keeps the record."""
        return _KEPT_BY[self.level]

    @property
    def facts(self) -> OrganizationFacts:
        """Returns the facts of the record."""
        return OrganizationFacts(
            level=self.level,
            names=(DatedName(FOUNDED, self.name),),
            parents=() if self.parent is None else (DatedParent(FOUNDED, self.parent),),
            roster=(DatedFlag(FOUNDED, holds=True),),
            body=(DatedFlag(BODIES, holds=True),) if self.has_body else (),
            memberships=tuple(Membership(FOUNDED, member, holds=True) for member in self.members),
        )


def country(provinces: Sequence[str] = ()) -> list[CountryOrganization]:
    """Returns the organizations of these provinces (two digits each; none: all), each after the one above it, the conferences last."""
    below = list(_below(_rows(tuple(provinces))))
    return [*below, *_conferences(below)]


def _rows(provinces: tuple[str, ...]) -> list[dict[str, str]]:
    with gzip.open(DIVISIONS, "rt", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["code"].startswith(provinces or "")]


def _below(rows: Sequence[dict[str, str]]) -> Iterator[CountryOrganization]:
    levels = {row["code"]: _LEVELS[row["level"]] for row in rows}
    added, townships = set[str](), dict[str, int]()
    for row in rows:
        level, parent = levels[row["code"]], row["parent_code"] or None
        above = levels[parent] if parent else None
        if level is Level.COUNTY and above is Level.PROVINCE:
            province, parent = parent, f"{row['code'][:4]}00"
            if parent not in added:
                added.add(parent)
                yield CountryOrganization(parent, Level.CITY, f"地级单位{parent}{MARK}", province)
        if level is not Level.TOWNSHIP:
            yield CountryOrganization(row["code"], level, f"{row['name']}{MARK}", parent)
            continue
        if parent and above is Level.CITY:
            city, parent = parent, f"{parent[:4]}h1"
            if parent not in added:
                added.add(parent)
                yield CountryOrganization(parent, Level.COUNTY, f"县级单位{parent}{MARK}", city)
        number = townships[parent or ""] = townships.get(parent or "", 0) + 1
        key = f"{parent}h{number:03d}"  # no official code contains a letter
        yield CountryOrganization(key, level, f"乡镇{number:03d}{MARK}", parent, has_body=number % _WITHOUT_BODY != 0)


def _conferences(below: Sequence[CountryOrganization]) -> Iterator[CountryOrganization]:
    known = {each.key for each in below}
    cities = [each.key for each in below if each.level is Level.CITY]
    spread = cities[:: max(1, len(cities) // _MEMBERS)][:_MEMBERS]
    for key, name, members in (
        ("wulingshan", "武陵山片区政协主席联席会", [each for each in wulingshan_members() if each in known]),
        ("hechengliuyu", "流域政协联席会", spread),
        (NATIONAL, "全国各省政协联席会", [each.key for each in below if each.level is Level.PROVINCE]),
    ):
        yield CountryOrganization(key, Level.CONFERENCE, f"{name}{MARK}", members=tuple(members))
