"""Dates in query parameters, accepted as `YYYY-MM-DD` only; pydantic alone would accept `0` as seconds since 1970."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _as_written(value: Any) -> Any:
    if isinstance(value, str) and not _WRITTEN.fullmatch(value):
        raise ValueError("须为日期，如2014-03-05")
    return value


Day = Annotated[date, BeforeValidator(_as_written)]
