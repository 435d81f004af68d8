"""Chinese numerals of terms and sessions."""

import pytest

from shared.domain.numerals import in_chinese


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")]
)
def test_numbers_to_99_are_written_in_chinese(number: int, written: str) -> None:
    assert in_chinese(number) == written


@pytest.mark.parametrize("number", [0, -1, 100])
def test_other_numbers_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="between"):
        in_chinese(number)
