"""A refusal repeats words of programs and short names, and nothing that people have written."""

from typing import Any

import pytest

from shared.domain.errors import FieldError
from shared.web.redaction import TEXTS, echo


def echoed(field: str, value: Any) -> Any:
    return echo(FieldError(field, value, "规则"))["value"]


@pytest.mark.parametrize(
    "value", ["522625-p-2014-17", "2014-03-05", "县教育局", "𱖎\U0002ebf0\ue863镇", 3, 1.5, True, None, ["A", "B"]]
)
def test_what_a_program_or_a_clerk_must_see_again_is_repeated(value: Any) -> None:
    assert echoed("unit", value) == value


@pytest.mark.parametrize("field", [*sorted(TEXTS), "suggestions.3", "password", "session_token"])
def test_a_text_or_a_secret_is_not(field: str) -> None:
    assert echoed(field, "一") is None
    assert echoed(field, ["一"]) is None


@pytest.mark.parametrize(
    "value", ["河道边的路灯坏了三个月，至今无人修理，请尽快处理", "x" * 65, "一\n二", {"a": "一"}, [["一"]], object()]
)
def test_neither_is_what_is_long_or_has_parts(value: Any) -> None:
    assert echoed("channel", value) is None


def test_a_number_that_programs_read_differently_is_named_by_its_size() -> None:
    assert echoed("item", 10**6000) == "19932 bit"
