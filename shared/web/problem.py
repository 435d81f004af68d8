"""Every refusal is a problem document (RFC 9457) with a stable `code`: no stack trace, no 500 for bad input."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic_core import to_json
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from starlette.exceptions import HTTPException

from shared.domain.errors import Kind, LianxiError
from shared.web.rules import invalid_input
from shared.web.trace import Trace, trace_of

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2
_LONGEST_VALUE = 200
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

_log = structlog.get_logger(__name__)


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


def problem_response(error: LianxiError, trace: Trace) -> Response:
    """The answer to a request that was refused."""
    if isinstance(error, RefusedError):
        status, title, headers = error.status, error.TITLES.get(error.status, error.title), error.headers
    else:
        status, title = STATUS[error.kind], error.title
        headers = {"WWW-Authenticate": 'Bearer realm="lianxi"'} if error.kind == "unauthenticated" else {}
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


def unexpected(trace: Trace) -> Response:
    """The answer when the fault is ours; what happened stands in the log under the same trace id."""
    return problem_response(RefusedError(500, "unexpected", "系统出现意外错误，已记录；请凭trace_id联系管理员"), trace)


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
        return _text(value if len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "…")
    if isinstance(value, list | tuple | set | frozenset) and all(isinstance(item, str) for item in value):
        return [_shown(item) for item in value][:_LONGEST_VALUE]
    return _shown(str(value))


def add_handlers(app: FastAPI) -> None:
    """Teach an application to answer every error with a problem document."""
    app.add_exception_handler(LianxiError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for unavailable in (OperationalError, InterfaceError, NoConnectionError, ConnectionError):
        app.add_exception_handler(unavailable, _unavailable)
    app.add_exception_handler(IntegrityError, _raced)
    app.add_exception_handler(DataError, _not_storable)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, LianxiError)  # noqa: S101 - for the type checker: Starlette's signature is wider
    return problem_response(error, trace_of(request))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    return problem_response(invalid_input(error.errors()), trace_of(request))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    known = {
        404: ("unknown-route", f"没有这个地址：{request.url.path[:_LONGEST_VALUE]}"),
        405: ("method-not-allowed", f"这个地址不支持{request.method[:20]}"),
        400: ("malformed-request", "请求的内容无法读取"),
        413: ("body-too-large", "请求的内容过大"),
    }
    code, detail = known.get(error.status_code, ("refused", "请求不能被接受"))
    headers = {"Allow": _methods(request)} if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else error.headers
    return problem_response(RefusedError(error.status_code, code, detail, headers), trace_of(request))


def _methods(request: Request) -> str:
    """Every method of this address: Starlette names those of one route only."""
    routes = iter_route_contexts(request.app.routes)
    found = {method for route in routes if route.path_regex.match(request.url.path) for method in route.methods or ()}
    return ", ".join(sorted(found))


async def _unavailable(request: Request, error: Exception) -> Response:
    _log.warning("database unavailable", error=str(error), path=request.url.path)
    detail = f"数据库正忙或暂时不可用，请{RETRY_SECONDS}秒后重试"
    refused = RefusedError(503, "database-unavailable", detail, {"Retry-After": str(RETRY_SECONDS)})
    return problem_response(refused, trace_of(request))


async def _raced(request: Request, error: Exception) -> Response:
    """Two requests wanted the same row; the rules were asked before, so only a race ends here."""
    _log.warning("integrity error", error=str(error), path=request.url.path)
    return problem_response(RefusedError(409, "changed-meanwhile", "内容刚被别人修改，请刷新后重试"), trace_of(request))


async def _not_storable(request: Request, error: Exception) -> Response:
    _log.warning("value not storable", error=str(error), path=request.url.path)
    return problem_response(RefusedError(422, "invalid", "有的值无法保存"), trace_of(request))
