"""The notices name what the lock files name: every package, in the same version, with a licence."""

import json
import re
import shutil
from pathlib import Path

import pytest

from deploy.generated.notices import FILE, notices_page
from tests.support.tree import ROOT

ROWS = re.findall(r"^\| (\S+) \| (\d\S*) \| (.*) \|$", (ROOT / FILE).read_text(encoding="utf-8"), re.MULTILINE)
LOCK = (ROOT / "requirements/run.txt").read_text(encoding="utf-8")
PAGES = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    """Returns a folder with copies of the lock files, to be changed."""
    (tmp_path / "requirements").mkdir()
    for name in ("requirements/run.txt", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def _locked() -> dict[str, str]:
    """Returns name and version of every package in the two lock files, read without the generator's pattern."""
    python = [line.split()[0].split("==") for line in LOCK.splitlines() if not line.startswith(" ")]
    return {name.partition("[")[0]: version for name, version in python} | {
        path.removeprefix("node_modules/"): package["version"] for path, package in PAGES.items() if path
    }


def test_the_notices_name_every_locked_package_in_its_version_and_no_other() -> None:
    assert {name: version for name, version, _ in ROWS} == _locked()


def test_every_package_has_a_licence() -> None:
    assert [name for name, _, licence in ROWS if not licence] == []


def test_another_version_in_the_lock_makes_the_notices_stale(locks: Path) -> None:
    lock = locks / "requirements/run.txt"
    lock.write_text(LOCK.replace("\nfastapi==", "\nfastapi==9"), encoding="utf-8")
    assert notices_page(locks) != notices_page(ROOT)


def test_a_package_that_is_locked_for_another_platform_is_named_with_its_condition(locks: Path) -> None:
    lock = locks / "requirements/run.txt"
    lock.write_text(LOCK + "no-such-package==1.0 ; sys_platform == 'win32' \\\n", encoding="utf-8")
    assert "| no-such-package | 1.0 | installed only where `sys_platform == 'win32'` |" in notices_page(locks)


def test_the_image_contains_the_notices() -> None:
    assert f"!{FILE}" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert f" {FILE} " in (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]
