"""The hook `commit-msg` accepts a subject as our history has it, and reports what is wrong with another one."""

from pathlib import Path

import pytest

from tests.habits.commit_subject import LONGEST, flaws, main, subject_of


@pytest.mark.parametrize(
    "subject",
    [
        "Cache report pages by revision",
        "Refuse imports of sparse worksheets",
        "A" * LONGEST,
        "Merge branch 'main' into a-branch-with-a-very-long-name-that-git-has-put-into-the-subject",
        "fixup! Cache report pages by revision",
    ],
)
def test_a_good_subject_is_accepted(subject: str) -> None:
    assert flaws(subject) == []


@pytest.mark.parametrize(
    "subject", ["", "cache report pages", "Cache report pages.", "A" * (LONGEST + 1), "[fix] pages"]
)
def test_a_subject_that_is_long_or_written_otherwise_is_refused(subject: str) -> None:
    assert len(flaws(subject)) == 1


def test_the_subject_is_the_first_line_that_the_author_wrote() -> None:
    message = "\n# Please enter the commit message.\nCache report pages\n\nBecause they are read often.\n"
    assert subject_of(message) == "Cache report pages"
    assert subject_of("# ------------------------ >8 ------------------------\ndiff --git a/x b/x\n") == ""


def test_the_hook_fails_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "COMMIT_EDITMSG"
    file.write_text("cache report pages.\n", encoding="utf-8")
    assert main(str(file)) == 1
    assert "capital letter" in capsys.readouterr().err
    file.write_text("Cache report pages\n", encoding="utf-8")
    assert main(str(file)) == 0
