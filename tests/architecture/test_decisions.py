"""Every decision has a number of its own, and names a test that exists."""

import re
from pathlib import Path

import pytest

from tests.support.tree import ROOT

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))


def test_no_two_decisions_have_one_number() -> None:
    numbers = [page.name[:4] for page in DECISIONS]
    assert sorted(set(numbers)) == numbers


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_names_the_tests_that_enforce_it(page: Path) -> None:
    enforced = page.read_text(encoding="utf-8").partition("**Enforced by**")[2]
    named = re.findall(r"`(tests/[\w/.]+|…)(?:::(\w+))?`", enforced)
    assert named
    last = ""
    for written, function in named:
        path = last = last if written == "…" else written
        assert (ROOT / path).exists(), path
        assert f"def {function}" in (ROOT / path).read_text(encoding="utf-8") if function else True
