"""Charters are dated data, and a wrong one does not start a service."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from shared.contracts.vocabulary import Level, Recorded
from shared.domain.charters.charter import Charter
from shared.domain.charters.charters import CharterError, Charters
from tests.support.tree import ROOT

GOOD = """
[service]
hosts = ["county"]
keeps = ["township"]
[[rules]]
from = 2000-01-01
scheme = "ABCD"
[[rules]]
from = 2020-01-01
session_limit_months = 3
[[places.522625]]
from = 2014-01-01
scheme = "ABC"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "charter.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_rule_holds_from_its_day_on(tmp_path: Path) -> None:
    charters = Charters.load(written(tmp_path, GOOD))
    assert charters.on(date(2019, 12, 31), "522626").session_limit_months == 5
    assert charters.on(date(2020, 1, 1), "522626").session_limit_months == 3


def test_a_place_overrules_its_level(tmp_path: Path) -> None:
    charters = Charters.load(written(tmp_path, GOOD))
    assert charters.on(date(2013, 12, 31), "522625").scheme == "ABCD"
    assert charters.on(date(2014, 1, 1), "522625").scheme == "ABC"
    assert charters.hosts == {Level.COUNTY}


def test_a_place_records_an_optional_measure_from_the_day_that_its_own_rules_or_its_level_name(tmp_path: Path) -> None:
    records = 'records = ["opinions_instructed"]\n'
    text = GOOD.replace("session_limit_months = 3\n", f"session_limit_months = 3\n{records}")
    charters = Charters.load(written(tmp_path, text + records))
    recorded = {
        (place, year): bool(charters.on(date(year, 1, 1), place).records)
        for place in ("522625", "522626")
        for year in (2013, 2014, 2019, 2020)
    }
    assert [key for key, holds in recorded.items() if holds] == [
        ("522625", 2014),
        ("522625", 2019),
        ("522625", 2020),
        ("522626", 2020),
    ]


@pytest.mark.parametrize("level", ["township", "county", "city", "region"])
def test_every_level_records_what_is_optional_from_2026_on(level: str) -> None:
    charters = Charters.load(Path("services") / level / "charter.toml")
    optional = (Recorded.OPINIONS_INSTRUCTED,) if level == "township" else tuple(Recorded)
    assert [charters.on(date(year, 1, 1), "000000").records for year in (2025, 2026)] == [(), optional]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ('scheme = "ABCD"', "scheme"),
        ("from = 2000-01-01\nhosts = 3", "hosts"),
        ("from = 2000-01-01\nbackdating_days = -1", "backdating_days"),
        ('from = 2000-01-01\nanswers = ["superb"]', "superb"),
        ("from = 2000-01-01\norgan_code = 7", "organ_code"),
        ('from = 2000-01-01\nrecords = ["proposals_received"]', "proposals_received"),
        ('from = 2000-01-01\nfiling_number = "第号"', "filing_number"),
        ('from = 2000-01-01\nissue_number = "第{number}期"', "issue_number"),
        ('from = 2000-01-01\nissue_number = "{year}"', "issue_number"),
        ('from = 2000-01-01\nperiodicals = [""]', "periodicals"),
        ("from = 2000-01-01\nadoption_points = { conference = 1 }", "adoption_points"),
        ("from = 2000-01-01\nadoption_points = { county = -1 }", "adoption_points"),
        ("from = 2000-01-01\nadoption_points = 7", "adoption_points"),
        ("from = 2000-01-01\nstation_deputies = [2, 1]", "station_deputies"),
        ("from = 2000-01-01\nstation_deputies = 2", "station_deputies"),
        ('from = 2000-01-01\nplan_stages = ["comments"]', "`review` or `confirmation` among them"),
        ('from = 2000-01-01\nplan_stages = ["review", "council"]', "plan_stages"),
        ('from = 2000-01-01\nplan_stages = "review"', "plan_stages"),
        ('from = 2000-01-01\nfiling_number = "{year}第{number"', "filing_number"),
        ('from = 2000-01-01\nfiling_number = "{name}{number}"', "filing_number"),
        ("from = 2000-01-01\nfiling_number = 7", "filing_number"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path: Path, wrong: str, named: str) -> None:
    text = GOOD.replace(
        'from = 2000-01-01\nscheme = "ABCD"', wrong.replace('"ABCD"', '"XYZ"') if "from" in wrong else wrong
    )
    with pytest.raises(CharterError, match=named if "from" in wrong else "from"):
        Charters.load(written(tmp_path, text))


@pytest.mark.parametrize("service", ["city", "county"])
def test_the_charters_of_the_services_can_be_read(service: str) -> None:
    assert Charters.load(Path("services") / service / "charter.toml").hosts


@pytest.mark.parametrize("value", ['"02-29"', '"6-30"', '"31-12"', "630", '"06-31"', '"W26-1"'])
def test_a_fixed_day_is_a_day_of_every_year(tmp_path: Path, value: str) -> None:
    text = GOOD.replace("session_limit_months = 3", f"session_limit_day = {value}")
    with pytest.raises(CharterError, match="session_limit_day"):
        Charters.load(written(tmp_path, text))


def test_a_later_rule_takes_a_fixed_day_back(tmp_path: Path) -> None:
    later = '[[rules]]\nfrom = 2021-01-01\nsession_limit_day = ""\n[[places.522625]]'
    text = GOOD.replace("session_limit_months = 3", 'session_limit_day = "06-30"').replace("[[places.522625]]", later)
    charters = Charters.load(written(tmp_path, text))
    assert charters.on(date(2020, 1, 1), "522626").reply_term("session").fixed_day == "06-30"
    assert charters.on(date(2021, 1, 1), "522626").reply_term("session").months == 5


@pytest.mark.parametrize("value", ["[0]", '["30"]', "[true]", "30"])
def test_reminders_are_made_whole_days_before_a_limit(tmp_path: Path, value: str) -> None:
    text = GOOD.replace("session_limit_months = 3", f"reminder_days = {value}")
    with pytest.raises(CharterError):
        Charters.load(written(tmp_path, text))


def documented_defaults() -> list[tuple[list[str], str]]:
    """Returns the rows of the table of charter fields in docs/domain.md: the names of the fields, and the cell with their defaults."""
    section = (
        (ROOT / "docs/domain.md").read_text(encoding="utf-8").partition("\n## Charters\n")[2].partition("\n## ")[0]
    )
    rows = re.findall(r"^\| (`.+?) \| (.+?) \| .+ \|$", section, re.MULTILINE)
    return [(re.findall(r"`(\w+)`", fields), default) for fields, default in rows]


def numbers(value: object) -> Iterator[int]:
    """Yields the numbers of a default, which is a value or a list; a record such as `research` is described in words."""
    if type(value) is tuple:
        for part in value:
            yield from numbers(part)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


def test_the_documentation_has_every_field_once_with_the_numbers_of_its_default() -> None:
    rows, charter = documented_defaults(), Charter()
    fields = [name for names, _ in rows for name in names]
    assert sorted(fields) == sorted(field.name for field in dataclasses.fields(Charter))
    for names, default in rows:
        stated = [int(number) for number in re.findall(r"\d+", re.sub(r"`.*?`", "", default))]
        assert stated == list(numbers(tuple(getattr(charter, name) for name in names))), names


def test_the_documentation_names_the_channels_that_count_as_online() -> None:
    stated = {names[0]: default for names, default in documented_defaults()}["online_channels"]
    assert stated.split(", ") == list(Charter().online_channels)
