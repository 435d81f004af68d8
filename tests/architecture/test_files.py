"""Rules for files that no linter checks."""

import re
from pathlib import Path

import pytest

from deploy import settings
from tests.support.tree import CODE, ROOT, modules

LONGEST_ROOM = 250
NO_ROOMS = {"utils", "helpers", "common", "manager", "base", "impl"}
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
_LOCKED = re.compile(r"[\w.\[\],-]+==[\w.+!]+( ; [^:@]+)? \\|    --hash=sha256:\w{64}( \\)?")


def test_a_file_is_a_room() -> None:
    """A longer module has two subjects and has to be split. Migrations are lists of tables and are never changed."""
    rooms = [file for file in modules(*CODE) if file.parent.name != "versions"]
    lengths = {_name(file): len(file.read_text(encoding="utf-8").splitlines()) for file in rooms}
    assert {name: length for name, length in lengths.items() if length > LONGEST_ROOM} == {}


def test_every_module_has_a_noun_of_its_own_for_a_name() -> None:
    assert [
        _name(file) for file in modules(*CODE) if NO_ROOMS.intersection(file.relative_to(ROOT).with_suffix("").parts)
    ] == []


def test_there_are_no_empty_files() -> None:
    assert [_name(file) for file in modules(*CODE, "tests") if not file.read_text(encoding="utf-8").strip()] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda file: file.name)
def test_locks_name_packages_versions_and_hashes_and_nothing_else(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not _LOCKED.fullmatch(line)] == []


@pytest.mark.parametrize("package", ["faust-streaming", "mode-streaming"])
def test_what_we_reach_into_is_pinned_exactly(package: str) -> None:
    asked = re.search(rf'"{package}==([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert asked is not None, f"{package} must be pinned with == in pyproject.toml"
    for lock in ("run.txt", "dev.txt"):
        assert f"\n{package}=={asked[1]} \\" in (ROOT / "requirements" / lock).read_text(encoding="utf-8")


def test_the_packages_for_tests_include_those_for_running() -> None:
    dev, run = ((ROOT / "requirements" / name).read_text(encoding="utf-8").split() for name in ("dev.txt", "run.txt"))
    assert set(run) <= set(dev)


def test_every_setting_is_in_the_example_and_no_other_is() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^# ?(LIANXI_[A-Z_]+)=", example, re.MULTILINE)) == settings.known()


def test_every_setting_that_code_reads_is_known() -> None:
    read = {
        name for file in modules(*CODE) for name in re.findall(r"LIANXI_[A-Z_]+[A-Z]", file.read_text(encoding="utf-8"))
    }
    assert read <= set(settings.known())


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))
