"""`make help` lists every target."""

import re
import subprocess

import pytest

from tests.support.tree import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([\w./-]+):(?!=)", MAKEFILE, re.MULTILINE)


@pytest.fixture(scope="module")
def listed() -> dict[str, str]:
    """Returns target -> its line in `make help`."""
    printed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return dict(re.findall(r"^  make (\S+) +(\S.*)$", printed, re.MULTILINE))


def test_help_lists_every_target_with_what_it_does(listed: dict[str, str]) -> None:
    assert set(TARGETS) - {".PHONY"} == set(listed)


def test_no_target_is_taken_for_a_file() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == set(TARGETS) - {".PHONY"}


def test_every_target_that_the_documents_name_exists() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "k8s" / "README.md"]
    named = {
        target
        for document in documents
        for target in re.findall(r"`make ([a-z][\w-]*)", document.read_text(encoding="utf-8"))
    }
    assert named <= set(TARGETS)
