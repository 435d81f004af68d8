"""Checks that addresses and JSON bodies are well formed, so that databases and other programs can process them."""

import json
import math
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.types import Scope

from shared.domain.errors import FieldError, InvalidError
from shared.domain.lines import fault_in
from shared.web.problem import HttpRefusedError

DEEPEST = 32
LARGEST_INTEGER = 2**63 - 1


def check_address(scope: Scope, *, longest: int) -> None:
    """Raises `HttpRefusedError` unless path and query are UTF-8 without NUL and have at most `longest` bytes."""
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > longest:
        raise HttpRefusedError(414, "address-too-long", f"地址和查询参数最多{longest // 1024} KiB")
    address = (
        unquote_to_bytes(scope.get("raw_path") or scope["path"].encode())
        + b"?"
        + unquote_to_bytes(scope["query_string"])
    )
    try:
        wrong = "\0" in address.decode()
    except UnicodeDecodeError:
        wrong = True
    if wrong:
        raise HttpRefusedError(400, "malformed-address", "地址或查询参数含有无效字符（须为UTF-8，不含NUL）")


def check_type(content_type: str) -> None:
    """Raises `HttpRefusedError` 415 unless the content type is JSON in UTF-8."""
    media, _, parameters = content_type.lower().partition(";")
    charset = parameters.partition("charset=")[2].strip(' "')
    if media.strip() != "application/json" or charset not in {"", "utf-8", "utf8"}:
        raise HttpRefusedError(415, "unsupported-media-type", "内容类型须为JSON，编码UTF-8")


def check_json(body: bytes) -> None:
    """Raises `HttpRefusedError` unless the body is JSON in UTF-8, and `InvalidError` (see `check_document`)."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HttpRefusedError(400, "malformed-json", f"内容不是UTF-8编码（第{error.start + 1}个字节）") from error
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise HttpRefusedError(
            400, "malformed-json", f"不是有效的JSON（第{error.lineno}行第{error.colno}个字符）"
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:  # NaN, or a number of thousands of digits
        raise HttpRefusedError(400, "malformed-json", "JSON里有无法读取的数字") from error
    check_document(document)


def check_document(document: Any) -> None:
    """Raises `InvalidError`, which names the texts and numbers of a document that are not accepted (at most 20)."""
    wrong = tuple(_wrong(document))
    if wrong:
        raise InvalidError("invalid", "；".join(f"{each.field}：{each.rule}" for each in wrong[:3]), fields=wrong[:20])


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _too_deep() -> HttpRefusedError:
    return HttpRefusedError(400, "malformed-json", f"JSON嵌套过深（最多{DEEPEST}层）")


def _wrong(document: Any) -> Iterator[FieldError]:
    """Yields an error for each text and number that is not accepted, with its location in the document."""
    stack: list[tuple[str, Any, int]] = [("", document, 0)]
    while stack:
        place, value, depth = stack.pop()
        if depth > DEEPEST:
            raise _too_deep()
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from _wrong_text(place or "body", name)
                stack.append((f"{place}.{name}" if place else name, inner, depth + 1))
        elif isinstance(value, list):
            stack.extend(
                (f"{place}.{number}" if place else str(number), inner, depth + 1) for number, inner in enumerate(value)
            )
        elif isinstance(value, str):
            yield from _wrong_text(place, value)
        elif isinstance(value, int | float) and not (math.isfinite(value) and abs(value) <= LARGEST_INTEGER):
            yield FieldError(place or "body", None, "数字过大")


def _wrong_text(place: str, text: str) -> Iterator[FieldError]:
    if fault := fault_in(text):
        yield FieldError(place or "body", text, fault)
