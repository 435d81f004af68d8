"""Chinese messages for the validation errors of pydantic, one for each field."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from shared.contracts.titled import Titled
from shared.domain.errors import FieldError, InvalidError, invalid
from shared.domain.lines import text_of
from shared.web.well_formed import check_document

T = TypeVar("T")

_OBJECT = "须为JSON对象"
_LIST = "须为列表"
_TEXT = "须为文字"
_WHOLE = "须为整数"
_NUMBER = "须为数字"
_TRUTH = "须为是或否"
_DAY = "须为日期，如2014-03-05"
_INSTANT = "须为带时区的时间，如2014-03-05T08:00:00+08:00"
_ONE_OF = "须为下列之一：{expected}"
_NO_CHOICE = "不是可以选的值"
_LARGE = "数字过大"

RULES: Mapping[str, str] = {
    "missing": "必须填写",
    "missing_argument": "必须填写",
    "extra_forbidden": "没有这个字段",
    "unexpected_keyword_argument": "没有这个字段",
    "none_required": "须为空",
    "string_type": _TEXT,
    "string_too_long": "最多{max_length}个字符",
    "string_too_short": "至少{min_length}个字符",
    "string_pattern_mismatch": "格式不符",
    "string_unicode": "含有无效的字符",
    "string_sub_type": _TEXT,
    "enum": _ONE_OF,
    "literal_error": _ONE_OF,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": _LARGE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "date_future": "须晚于今天",
    "date_past": "须早于今天",
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "timezone_aware": _INSTANT,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "iterable_type": _LIST,
    "too_long": "最多{max_length}项",
    "too_short": "至少{min_length}项",
    "greater_than": "须大于{gt}",
    "greater_than_equal": "不能小于{ge}",
    "less_than": "须小于{lt}",
    "less_than_equal": "不能大于{le}",
    "multiple_of": "须为{multiple_of}的倍数",
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "dataclass_exact_type": _OBJECT,
    "arguments_type": _OBJECT,
    "json_invalid": "不是有效的JSON",
    "union_tag_invalid": _NO_CHOICE,
    "union_tag_not_found": "缺少类别",
    "uuid_parsing": "格式不符（UUID）",
}
"""Error type of pydantic -> the rule, formatted with the context of the error."""

_WORD = re.compile(r"'([^']*)'")
_PLACES = {"body", "query", "path", "header", "cookie"}
_ALTERNATIVE = re.compile(r"int|str|(?:str-enum|literal)\[.*\]")
"""The names that pydantic appends to the location of a value of a union type."""
_UNSHOWN = ("missing", "missing_argument", "extra_forbidden", "unexpected_keyword_argument")
"""Error types whose value is not reported: it is missing, or its field is unknown."""


def parsed(adapter: TypeAdapter[T], content: bytes) -> T:
    """Returns a JSON body as a value, validated strictly (`"3"` is no number, `0` is no date), with its texts in their stored form.

    Raises `InvalidError`, which names every wrong field.
    """
    try:
        document = from_json(content or b"{}")
    except ValueError as error:
        raise invalid("body", None, RULES["json_invalid"]) from error
    check_document(document)
    try:
        return adapter.validate_json(to_json(_stored(document)), strict=True)
    except ValidationError as error:
        raise invalid_input(error.errors(include_url=False)) from error


def _stored(document: Any) -> Any:
    if isinstance(document, str):
        return text_of(document)
    if isinstance(document, list):
        return [_stored(each) for each in document]
    return {name: _stored(each) for name, each in document.items()} if isinstance(document, dict) else document


def invalid_input(errors: Iterable[Mapping[str, Any]]) -> InvalidError:
    """Returns the error with all fields that pydantic or FastAPI refused; its detail names the first three."""
    fields = tuple(_field(error) for error in errors)
    detail = "；".join(f"{field.field}：{field.rule}" for field in fields[:3])
    return InvalidError("invalid", detail + ("……" if len(fields) > 3 else ""), fields=fields)  # noqa: PLR2004 - as many as fit a line


def _field(error: Mapping[str, Any]) -> FieldError:
    first, *rest = (str(part) for part in error["loc"]) if error["loc"] else ("body",)
    location = [first, *(part for part in rest if not _ALTERNATIVE.fullmatch(part))]
    name = ".".join(location[1:] if location[:1] and location[0] in _PLACES else location) or (location or ["body"])[0]
    return FieldError(name, None if error["type"] in _UNSHOWN else error.get("input"), rule_of(error))


def rule_of(error: Mapping[str, Any], *, codes: bool = False) -> str:
    """Returns the rule that an error of pydantic reports, in Chinese. `codes`: lists choices as codes, for operators."""
    context = error.get("ctx", {})
    if error["type"] in {"value_error", "assertion_error"}:  # one of our own validators, which has a Chinese message
        return str(context.get("error", "填写有误"))
    rule = RULES.get(error["type"], "填写有误")
    if rule == _ONE_OF:
        words = _WORD.findall(str(context.get("expected", "")))
        titles = words if codes else _titles(words)
        return _ONE_OF.format(expected="、".join(titles)) if titles else _NO_CHOICE
    return rule.format_map(_Context(context))


def _titles(words: list[str]) -> list[str]:
    """Returns the titles of the codes of one vocabulary; an empty list where they are none."""
    found = next((each for each in Titled.__subclasses__() if {str(word) for word in each} == set(words)), None)
    return [word.title_zh for word in found] if found else []


class _Context(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
