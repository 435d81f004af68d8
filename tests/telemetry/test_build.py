"""The version stands in pyproject.toml; everything else reads it there, or is compared with it here."""

import re
import subprocess
import sys
import tomllib

import pytest
import yaml

from shared.telemetry.build import VERSION
from tests.support.tree import ROOT


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_version_is_that_of_the_project_and_a_semantic_version() -> None:
    assert tomllib.loads(_text("pyproject.toml"))["project"]["version"] == VERSION
    assert re.fullmatch(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?", VERSION)


def test_the_command_line_prints_the_version() -> None:
    command = [sys.executable, "-m", "deploy", "--version"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed == f"{VERSION}\n"


def test_the_image_contains_the_file_that_states_the_version() -> None:
    assert "!pyproject.toml" in _text(".dockerignore").splitlines()
    assert "\nCOPY pyproject.toml " in _text("deploy/Dockerfile").rpartition("\nFROM ")[2]


def test_docker_compose_and_kubernetes_start_the_image_of_this_version_by_default() -> None:
    assert f"image: lianxi:${{LIANXI_REVISION:-{VERSION}}}" in _text("docker-compose.yml")
    assert yaml.safe_load(_text("k8s/base/kustomization.yaml"))["images"] == [{"name": "lianxi", "newTag": VERSION}]


def test_make_names_the_image_by_the_version() -> None:
    shown = subprocess.run(["make", "-n", "image"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f"--tag lianxi:{VERSION} --build-arg REVISION={VERSION}" in shown


@pytest.mark.parametrize("file", ["package.json", "package-lock.json"])
def test_the_list_of_page_files_has_no_version_of_its_own(file: str) -> None:
    assert not re.search(r'^ {2}"version"', _text(file), re.MULTILINE)
