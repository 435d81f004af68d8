"""From a form that was sent to the value it stands for; `InvalidError` names every wrong field, as for a program's JSON."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter
from pydantic_core import to_json

from shared.ui.forms.fields import FormField, Sort, form_fields
from shared.web.pages.forms import Form
from shared.web.validation_messages import parsed

T = TypeVar("T")

_WHOLE = re.compile(r"-?[0-9]{1,15}", re.ASCII)
_BETWEEN = re.compile(r"[\s,，、;；]+")
Read = Callable[[FormField, list[str]], Any]


def parse_form(body: type[T], form: Form) -> T:
    """The command, or the beginning of a matter; what was left empty has its default."""
    given = {blank.name: READ[blank.sort](blank, form.get(blank.name, [])) for blank in form_fields(body)}
    said = to_json({name: value for name, value in given.items() if value not in (None, [])})
    return cast("T", parsed(_adapter(body), said))


_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def _word(blank: FormField, given: list[str]) -> Any:
    text = given[0].strip() if given else ""
    return _number(text) if text and blank.whole else text or None


def _text(_blank: FormField, given: list[str]) -> Any:
    return given[0] if given and given[0].strip() else None


def _number(text: str) -> Any:
    """What is no number stays as it was typed, and is refused by the rule."""
    return int(text) if _WHOLE.fullmatch(text) else text


def _several(blank: FormField, given: list[str]) -> Any:
    return [_number(each) if blank.whole else each for each in given if each.strip()]


def _lines(_blank: FormField, given: list[str]) -> Any:
    return [line.strip() for text in given for line in text.splitlines() if line.strip()]


def _numbers(_blank: FormField, given: list[str]) -> Any:
    return [_number(each) for text in given for each in _BETWEEN.split(text) if each]


READ: Mapping[Sort, Read] = {
    "line": _word,
    "long": _text,
    "day": _word,
    "number": _word,
    "choice": _word,
    "many": _several,
    "list": _lines,
    "numbers": _numbers,
}
"""How what was sent is read, by the sort of the field."""
