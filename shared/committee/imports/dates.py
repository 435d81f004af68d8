"""Parses days in the forms that offices use."""

import re
from datetime import date, timedelta

from shared.domain.normal_forms import folded

_SEPARATED = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})", re.ASCII)
_CHINESE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})[日号]", re.ASCII)
_TIME = re.compile(r"(?<=[0-9日号])(?:t| +)(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?$", re.ASCII)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_SERIAL = re.compile(r"[0-9]{5}", re.ASCII)
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FORMS = "须为日期，如2014-03-05、2014/3/5、2014.3.5、2014年3月5日"


def day_of(text: str, *, from_1904: bool = False) -> date:
    """Returns the day; raises `ValueError`, in Chinese, for no day or an ambiguous one (3/5/2014, 14.3.5, 2014年3月).

    A time of day is ignored. A number of five digits is Excel's serial number: days since the end of 1899, or with `from_1904` since 1904.
    """
    plain = folded(text).strip()
    if _SERIAL.fullmatch(plain):
        return (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(days=int(plain))
    plain = _TIME.sub("", plain)
    if found := _SEPARATED.fullmatch(plain):
        year, _, month, day = found.groups()
    elif found := _CHINESE.fullmatch(plain.replace(" ", "")) or _COMPACT.fullmatch(plain):
        year, month, day = found.groups()
    else:
        raise ValueError(f"{_FORMS}；写明四位年份、月和日")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"没有这一天；{_FORMS}") from None
