"""The rules of cadence in a charter, read and checked."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.contracts.consultation_vocabulary import ActivityClass, ActivityForm, HeldBy
from shared.domain.cadence import CadenceRule, Every
from shared.domain.lines import is_line

LONGEST_CADENCE_TITLE = 40
MOST_ACTIVITIES = 400
"""The most activities that a rule of cadence may expect in a period."""

_LAST_MONTH = 12


def _cadence_title(value: object) -> str:
    if (
        not isinstance(value, str)
        or not value
        or len(value) > LONGEST_CADENCE_TITLE
        or not is_line(value)
        or "/" in value
    ):
        raise ValueError(f"cadence: `{value}` is no title of at most {LONGEST_CADENCE_TITLE} characters without `/`")
    return value


def _number(name: str, value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise ValueError(f"cadence: `{name}` takes whole numbers from 1 to {most}, not {value!r}")
    return value


_CADENCE: Mapping[str, Callable[[Any], Any]] = {
    "title": _cadence_title,
    "count": lambda value: _number("count", value, MOST_ACTIVITIES),
    "every": Every,
    "months": lambda values: tuple(sorted(_number("months", value, _LAST_MONTH) for value in values)),
    "activities": lambda values: tuple(map(ActivityClass, values)),
    "forms": lambda values: tuple(map(ActivityForm, values)),
    "held_by": lambda values: tuple(map(HeldBy, values)),
}
"""Field of a rule of cadence -> the function that reads its value."""


def cadence_rule(given: Mapping[str, Any]) -> CadenceRule:
    """Returns a rule of cadence; raises `ValueError` for one that is invalid."""
    unknown = [name for name in given if name not in _CADENCE]
    if unknown or "title" not in given:
        raise ValueError(f"cadence: a rule has a title, and takes {', '.join(_CADENCE)}, not {unknown}")
    rule = CadenceRule(**{name: _CADENCE[name](value) for name, value in given.items()})
    if len(set(rule.months)) != len(rule.months) or (rule.months and "every" in given):
        raise ValueError(f"cadence: `{rule.title}` takes either `every` or `months`, each month once")
    return rule
