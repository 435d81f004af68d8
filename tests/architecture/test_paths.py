"""No file names a machine or a download address: the sources and a package index suffice to build and run everything."""

from pathlib import Path

import pytest

from tests.architecture.paths import ALLOWED, addresses, machine_paths, outward_paths, package_addresses
from tests.support.tree import ROOT, texts

_SELF = Path(__file__)
TEXTS = [file for file in texts() if file != _SELF]
LOCKS = [*sorted((ROOT / "requirements").rglob("*.txt")), ROOT / "package-lock.json", ROOT / "pyproject.toml"]
NO_PATHS_OF_OURS = {
    "deploy/Dockerfile": "../lib/node_modules/npm/bin/npm-cli.js",  # a link within the image
    "tests/committee/test_attachment_types.py": "../../etc/passwd.txt",  # a name that is refused
    "tests/contracts/test_codec.py": "../522625-p-2014-1",  # a subject that is refused
}


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def test_no_file_names_a_path_of_a_machine() -> None:
    found = {_name(file): machine_paths(_text(file)) for file in TEXTS}
    assert {name: paths for name, paths in found.items() if paths} == {}


def test_every_path_with_dots_leads_to_a_file_of_the_project() -> None:
    found = {_name(file): outward_paths(_text(file), file.parent, ROOT) for file in TEXTS}
    assert {name: paths for name, paths in found.items() if paths and paths != [NO_PATHS_OF_OURS.get(name)]} == {}


def test_no_file_names_a_place_to_download_packages_from() -> None:
    found = {_name(file): package_addresses(_text(file)) for file in TEXTS}
    assert {name: urls for name, urls in found.items() if urls} == {}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda file: file.name)
def test_a_lock_has_no_addresses(lock: Path) -> None:
    assert addresses(_text(lock)) == []


@pytest.mark.parametrize(
    "text",
    [
        "see /home/someone/notes.md",
        "WORKDIR=/root",
        'open("/Users/someone/x")',
        "pip install --find-links /opt/wheels",
        "PATH=/usr/bin:/srv/tools/bin",
        "`/var/tmp/x`",
        "sqlite+aiosqlite:////home/someone/x.db",
        "file:///mnt/disk/x",
        "目录/home/someone",
        r"C:\Users\someone",
    ],
)
def test_a_path_of_a_machine_is_found(text: str) -> None:
    assert machine_paths(text)


def test_a_path_that_exists_on_this_machine_is_found_whatever_its_first_folder_is() -> None:
    assert machine_paths(f"cd {ROOT}") or any(ROOT.is_relative_to(allowed) for allowed in ALLOWED)


@pytest.mark.parametrize(
    "text",
    [
        "GET /livez",
        "`/api/v1/reports/522625`",
        "/organizations/{key}/accounts",
        "http://localhost:8000/home/page",
        "services/county/__main__.py",
        "$ref: '#/definitions/home'",
        "</template>",
        "#!/usr/bin/env bash",
        "/var/lib/lianxi/county",
        "kafka:/var/lib/kafka/data",
        "per tests/run",
    ],
)
def test_routes_and_paths_that_every_machine_has_are_allowed(text: str) -> None:
    assert machine_paths(text) == []


@pytest.mark.parametrize("path", ["../../../notes.md", "../../../../elsewhere/design.md", "../missing/file.md"])
def test_a_path_that_leads_out_of_the_project_or_nowhere_is_found(path: str) -> None:
    assert outward_paths(f"[design]({path})", ROOT / "docs" / "decisions", ROOT) == [path]


def test_a_path_with_dots_to_a_file_of_the_project_is_allowed() -> None:
    assert outward_paths("[guide](../operations.md)", ROOT / "docs" / "decisions", ROOT) == []


@pytest.mark.parametrize(
    "text",
    [
        "--index-url https://packages.example/simple",
        "UV_DEFAULT_INDEX=https://packages.example/simple",
        'find-links = "https://packages.example/wheels"',
        "registry=https://packages.example/npm",
        "curl https://packages.example/kafka-4.1.tgz",
    ],
)
def test_a_place_to_download_from_is_found(text: str) -> None:
    assert package_addresses(text)


@pytest.mark.parametrize(
    "line",
    [
        '"resolved": "https://packages.example/htmx.tgz",',
        "--extra-index-url https://packages.example/simple",
        "name @ git+ssh://packages.example/name",
    ],
)
def test_an_address_in_a_lock_is_found(line: str) -> None:
    assert addresses(line)
