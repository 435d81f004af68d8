"""Open streams are limited for each account."""

from collections.abc import AsyncGenerator

import pytest

from shared.web.problem import HttpRefusedError
from shared.web.streams import Streams


async def endless() -> AsyncGenerator[str, None]:
    while True:
        yield "x"


async def test_an_account_has_no_more_open_streams_than_the_limit() -> None:
    streams = Streams(2)
    first, second = streams.counted("a", endless()), streams.counted("a", endless())
    assert [await anext(first), await anext(second)] == ["x", "x"]
    with pytest.raises(HttpRefusedError) as refused:
        streams.check("a")
    assert refused.value.status == 429
    streams.check("b")
    assert [each async for each in streams.counted("a", endless())] == []
    await first.aclose()
    streams.check("a")
    await second.aclose()
