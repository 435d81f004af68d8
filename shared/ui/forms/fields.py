"""The fields of a form, derived from its dataclass: a command, or the body that creates a matter."""

import types
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, dataclass, fields
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from shared.contracts.titled import Titled
from shared.ui.forms.labels import LONG, UNASKED, WORDS

Sort = Literal["line", "long", "day", "number", "choice", "many", "list", "numbers", "scores"]
"""The sort of input: a line, a text area, a date, a whole number, a choice, several choices, one value per line, listed numbers, scores."""


SCORES = "scores"
"""The field with a number for each of its choices, in their order."""


class Choice(NamedTuple):
    """A value that can be chosen, and the title that users read."""

    value: str
    title: str


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One field of a form. `whole`: its values are whole numbers; `default`: its value when the form sends none."""

    name: str
    sort: Sort
    required: bool
    choices: tuple[Choice, ...] = ()
    default: str = ""
    whole: bool = False


def _form_fields(body: type[Any]) -> tuple[FormField, ...]:
    hints = get_type_hints(body, include_extras=True)
    query = [_form_field(field, hints[field.name]) for field in fields(body) if field.name not in UNASKED]
    last = ("on", "late_reason")
    return tuple(sorted(query, key=lambda form_field: last.index(form_field.name) if form_field.name in last else -1))


form_fields: Callable[[Any], tuple[FormField, ...]] = cache(_form_fields)
"""Returns every field of a form of this dataclass; those that all commands have (`on`, `late_reason`) come last."""


def _form_field(field: Field[Any], annotation: Any) -> FormField:
    needed = field.default is MISSING and field.default_factory is MISSING
    inner, alias = _bare(annotation)
    name = alias or field.name
    sort, choices, whole = _shape(name, inner)
    if name == SCORES:
        sort = "scores"
    default = "" if needed or field.default in (None, MISSING, ()) else str(field.default)
    return FormField(name=name, sort=sort, required=needed, choices=choices, default=default, whole=whole)


def _bare(annotation: Any) -> tuple[Any, str | None]:
    """Returns the type without its metadata and without `None`, and the alias of the field."""
    alias = None
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            alias = next((each.alias for each in more if isinstance(each, FieldInfo) and each.alias), alias)
            continue
        some = [each for each in _parts(annotation) if each is not type(None)]
        if len(some) != 1 or some[0] is annotation:
            return annotation, alias
        annotation = some[0]


def _parts(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (Union, types.UnionType):
        yield from get_args(annotation)
    else:
        yield annotation


def _shape(name: str, kind: Any) -> tuple[Sort, tuple[Choice, ...], bool]:
    """Returns the sort of input for a type, its choices, and whether its values are whole numbers."""
    if get_origin(kind) is tuple:
        _, choices, whole = _shape(name, _bare(get_args(kind)[0])[0])
        return ("many" if choices else "numbers" if whole else "list"), choices, whole
    if get_origin(kind) is Literal:
        return "choice", tuple(Choice(word, WORDS.get(name, {}).get(word, word)) for word in get_args(kind)), False
    if isinstance(kind, type) and issubclass(kind, Titled):
        return "choice", tuple(Choice(str(word), word.title_zh) for word in kind), False
    if kind is date:
        return "day", (), False
    if int in _parts(kind):
        return "number", (), True
    return ("long" if name in LONG else "line"), (), False
