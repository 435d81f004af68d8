"""`docs/asvs.md` has a line with evidence for every requirement of levels 1 and 2, and the tests that it names exist."""

import re

import pytest

from tests.support.tree import ROOT

PAGE = ROOT / "docs" / "asvs.md"
REQUIREMENTS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2
2.1:3 2.2:3 2.3:4 2.4:1
3.2:2 3.3:4 3.4:6 3.5:5 3.7:2
4.1:3 4.2:1 4.3:2 4.4:4
5.1:1 5.2:3 5.3:2 5.4:3
6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4
7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2
8.1:2 8.2:3 8.3:1 8.4:1
9.1:3 9.2:4
10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3
11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1
12.1:3 12.2:2 12.3:4
13.1:1 13.2:5 13.3:2 13.4:5
14.1:2 14.2:4 14.3:3
15.1:3 15.2:3 15.3:7
16.1:1 16.2:5 16.3:4 16.4:3 16.5:3
17.1:1 17.2:4 17.3:2
"""
"""Sections of OWASP ASVS 5.0, each with the number of its requirements of levels 1 and 2, which have the numbers from 1."""

KINDS = ("Reason: ", "Operator: ", "Not applicable: ", "Open: ", "`tests/")
_ROW = re.compile(r"^\| (\d+\.\d+)\.(\d+) \| ([12]) \| (.+?) \| (.*) \|$", re.MULTILINE)
ROWS = _ROW.findall(PAGE.read_text(encoding="utf-8"))
NAMED = sorted(set(re.findall(r"`(tests/[\w/.]+)(?:::(\w+))?`", PAGE.read_text(encoding="utf-8"))))


def test_every_requirement_has_one_line() -> None:
    sections = [each.split(":") for each in REQUIREMENTS.split()]
    wanted = [(section, number + 1) for section, count in sections for number in range(int(count))]
    assert sorted((section, int(number)) for section, number, *_ in ROWS) == sorted(wanted)


def test_every_line_has_a_test_a_reason_or_a_plan() -> None:
    assert [row for row in ROWS if not row[4].startswith(KINDS) or len(row[4].split()) < 1] == []


@pytest.mark.parametrize(("path", "name"), NAMED, ids=["::".join(each) for each in NAMED])
def test_a_named_test_exists(path: str, name: str) -> None:
    assert (ROOT / path).exists()
    if name:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
