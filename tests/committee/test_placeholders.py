"""Names that stand for none, and names as the list of divisions has them."""

import csv
import gzip
from pathlib import Path

import pytest

from shared.committee.imports.warnings import is_placeholder

DATA = Path(__file__).parents[2] / "deploy" / "data"

NOTED = [
    "甲镇(2016年撤销)",
    "甲镇（已撤）",
    "甲镇(撤)",
    "乙乡（并入甲镇）",
    "甲镇（原）",
    "甲镇(原乙乡)",
    "甲镇撤销",
    "乙乡并入甲镇",
]
MISSING = [
    "○○镇",
    "〇〇镇",
    "大○镇",
    "××镇",
    "XX镇",
    "ｘｘ镇",
    "大青..镇",
    "大青…镇",
    "待定",
    "大青?镇",
    "_水街道",
    "□□乡",
]


@pytest.mark.parametrize("name", [*NOTED, *MISSING, "甲镇（ 撤 销 ）"])
def test_a_name_that_misses_characters_or_notes_an_end_is_doubtful(name: str) -> None:
    assert is_placeholder(name)


def test_no_name_in_the_list_of_divisions_is_doubtful() -> None:
    texts = [gzip.decompress((DATA / "divisions-nbs-2023-06-30.csv.gz").read_bytes()).decode("utf-8-sig")]
    texts.extend(path.read_text("utf-8-sig") for path in DATA.glob("*.csv"))
    names = {row["name"] for text in texts for row in csv.DictReader(text.splitlines()) if "name" in row}
    assert len(names) > 30_000
    assert [name for name in names if is_placeholder(name)] == []


@pytest.mark.parametrize(
    "name", ["八五○农场", "一〇〇团", "待王街道", "中国（上海）自由贸易试验区", "（工业园区）城南街道"]
)
def test_a_zero_and_brackets_are_part_of_real_names(name: str) -> None:
    assert not is_placeholder(name)
