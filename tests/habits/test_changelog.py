"""CHANGELOG.md has the form of *Keep a Changelog*: what is not released first, then each release with its day, the newest first."""

import re
from datetime import date

from shared.telemetry.build import VERSION
from tests.support.tree import CODE, ROOT

TEXT = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
RENAMED = TEXT.partition("### Renamed public names\n")[2].partition("\n### ")[0]
GROUPS = {"Added", "Changed", "Deprecated", "Removed", "Renamed public names", "Fixed", "Security"}


def test_what_is_not_released_comes_first() -> None:
    assert SECTIONS[0] == "[Unreleased]"


def test_every_release_has_a_semantic_version_and_a_day_and_the_newest_is_the_version_of_the_project() -> None:
    releases = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)", section) for section in SECTIONS[1:]]
    assert None not in releases
    days = [date.fromisoformat(release[2]) for release in releases if release]
    assert days == sorted(days, reverse=True)
    assert [release[1] for release in releases[:1] if release] in ([], [VERSION])


def test_every_change_is_in_a_group_that_readers_know() -> None:
    assert set(re.findall(r"^### (.+)$", TEXT, re.MULTILINE)) <= GROUPS


def test_every_name_of_the_renaming_table_is_used() -> None:
    """Compares the column *now* of *Renamed public names* with the words of code, rules of alerts and dashboards."""
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in RENAMED.splitlines() if row.startswith("|")]
    names = {name for row in rows[2:] for name in re.findall(r"`([\w-]+)`", row[2])}
    used = {
        word
        for folder in CODE
        for kind in ("py", "yml", "json")
        for file in (ROOT / folder).rglob(f"*.{kind}")
        for word in re.findall(r"[\w-]+", file.read_text(encoding="utf-8"))
    }
    assert len(names) > 40
    assert sorted(names - used) == []


def test_only_the_table_of_renamings_is_in_its_section() -> None:
    assert [line for line in RENAMED.splitlines() if line.startswith("- ")] == []
