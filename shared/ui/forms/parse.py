"""Parsing of submitted forms into dataclasses; `InvalidError` names every wrong field, as for JSON bodies of the API."""

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
    """Returns the command, or the body that creates a matter; an empty field has its default, or deletes its text where it can."""
    values = {field.name: READ[field.sort](field, form.get(field.name, [])) for field in form_fields(body)}
    cleared = getattr(body, "clearable", ())
    given = {
        name: value for name, value in values.items() if value not in (None, []) or (name in cleared and name in form)
    }
    content = to_json({name: "" if value is None else value for name, value in given.items()})
    return cast("T", parsed(_adapter(body), content))


_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def _word(form_field: FormField, given: list[str]) -> Any:
    text = given[0].strip() if given else ""
    return _number(text) if text and form_field.whole else text or None


def _text(_form_field: FormField, given: list[str]) -> Any:
    return given[0] if given and given[0].strip() else None


def _number(text: str) -> Any:
    """Returns the whole number, or the text itself where it is none, which validation then refuses."""
    return int(text) if _WHOLE.fullmatch(text) else text


def _several(form_field: FormField, given: list[str]) -> Any:
    return [_number(each) if form_field.whole else each for each in given if each.strip()]


def _lines(_form_field: FormField, given: list[str]) -> Any:
    return [line.strip() for text in given for line in text.splitlines() if line.strip()]


def _numbers(_form_field: FormField, given: list[str]) -> Any:
    return [_number(each) for text in given for each in _BETWEEN.split(text) if each]


def _scores(_form_field: FormField, given: list[str]) -> Any:
    """Returns the number of each input, so that validation names the one that is missing; none where all are empty."""
    return [_number(each.strip()) for each in given] if any(each.strip() for each in given) else []


READ: Mapping[Sort, Read] = {
    "line": _word,
    "long": _text,
    "day": _word,
    "number": _word,
    "choice": _word,
    "many": _several,
    "list": _lines,
    "numbers": _numbers,
    "scores": _scores,
}
"""Sort of field -> the function that parses the submitted values."""
