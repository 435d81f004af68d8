"""Every refusal is a problem document (RFC 9457) with a stable `code`: no stack trace, no 500 for bad input."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response
from pydantic_core import to_json

from shared.domain.errors import Kind, LianxiError
from shared.web.trace import Trace

MEDIA_TYPE = "application/problem+json"
LONGEST_VALUE = 200
_SAFE_INTEGER = 2**53

STATUS: Mapping[Kind, int] = {
    "invalid": 422,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "too_late": 409,
}

_RENAMED = {"status": "status_now", "type": "type_now", "title": "title_now"}
"""Further members that would hide a member of every problem."""


class RefusedError(LianxiError):
    """What HTTP itself refuses, with the status that HTTP has for it."""

    kind = "invalid"
    title = "请求有误"
    TITLES: Mapping[int, str] = {
        404: "没有找到",
        405: "不支持的方法",
        409: "现在不能这样做",
        412: "已被修改",
        413: "内容过大",
        415: "不支持的内容类型",
        422: "填写有误",
        429: "请求过于频繁",
        500: "系统出错",
        503: "暂时无法服务",
    }

    def __init__(self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code, detail)
        self.status = status
        self.headers = dict(headers or {})


def standing(error: LianxiError) -> tuple[int, str, dict[str, str]]:
    """Status, title and headers of the answer to a request that was refused."""
    if isinstance(error, RefusedError):
        return error.status, error.TITLES.get(error.status, error.title), error.headers
    headers = {"WWW-Authenticate": 'Bearer realm="lianxi"'} if error.kind == "unauthenticated" else {}
    return STATUS[error.kind], error.title, headers


def problem_response(error: LianxiError, trace: Trace) -> Response:
    """The answer to a request that was refused."""
    status, title, headers = standing(error)
    document = {
        **{_RENAMED.get(name, name): _shown(value) for name, value in error.extra.items()},
        "type": f"urn:lianxi:problem:{error.code}",
        "title": title,
        "status": status,
        "detail": _text(error.detail),
        "code": error.code,
        "errors": [{"field": _text(f.field), "value": _shown(f.value), "rule": _text(f.rule)} for f in error.fields],
        "trace_id": trace.trace_id,
    }
    return Response(to_json(document), status, headers, MEDIA_TYPE)


def _text(text: str) -> str:
    """Text that can be sent: half of a surrogate pair cannot."""
    return text.encode("utf-8", "replace").decode()


def _shown(value: Any) -> Any:
    """A value as far as it can be shown: short, and nothing but JSON."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < _SAFE_INTEGER else f"{value.bit_length()} bit"
    if isinstance(value, str):
        return _text(value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…")
    if isinstance(value, list | tuple | set | frozenset) and all(isinstance(item, str) for item in value):
        return [_shown(item) for item in value][:LONGEST_VALUE]
    return _shown(str(value))
