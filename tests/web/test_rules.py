"""Bodies of commands are read strictly, and every wrong field is named."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import pytest
from pydantic import TypeAdapter

from shared.contracts.vocabulary import Channel
from shared.domain.errors import InvalidError
from shared.web.validation_messages import invalid_input, parsed


@dataclass(frozen=True, kw_only=True)
class RuleSubject:
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    on: date | None = None
    days: tuple[date, ...] = ()
    channel: Channel = Channel.PAPER
    count: int = 0


ADAPTER = TypeAdapter(RuleSubject)


def test_a_command_is_read_from_its_json() -> None:
    body = b'{"on": "2014-03-05", "days": ["2014-03-06"], "channel": "wechat", "count": 3}'
    subject = RuleSubject(on=date(2014, 3, 5), days=(date(2014, 3, 6),), channel=Channel.WECHAT, count=3)
    assert parsed(ADAPTER, body) == subject
    assert parsed(ADAPTER, b"") == RuleSubject()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b'{"on": 0}', ["on"]),
        (b'{"on": "2014-03-05T00:00:00"}', ["on"]),
        (b'{"count": "3", "channel": "pigeon"}', ["channel", "count"]),
        (b'{"count": true}', ["count"]),
        (b'{"days": ["2014-03-05", "never"]}', ["days.1"]),
        (b'{"until": "2014-03-05"}', ["until"]),
        (b"[]", ["body"]),
        (b"{", ["body"]),
    ],
)
def test_what_only_looks_right_is_refused(body: bytes, fields: list[str]) -> None:
    with pytest.raises(InvalidError) as wrong:
        parsed(ADAPTER, body)
    assert sorted(error.field for error in wrong.value.fields) == fields


def test_an_error_that_nobody_translated_still_has_a_sentence() -> None:
    found = invalid_input([{"type": "brand_new", "loc": ("body", "x"), "input": 1, "msg": "?"}])
    assert found.fields[0].rule == "填写有误"
