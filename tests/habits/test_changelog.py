"""CHANGELOG.md has the form of *Keep a Changelog*: what is not released first, then each release with its day, the newest first."""

import re
from datetime import date

from shared.telemetry.build import VERSION
from tests.support.tree import ROOT

TEXT = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
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
