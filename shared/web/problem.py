"""Problem documents (RFC 9457) with a stable `code`, the responses to refused requests; no stack trace, no 500 for bad input."""

from collections.abc import Mapping

from fastapi import Response
from pydantic_core import to_json

from shared.domain.errors import ErrorKind, LianxiError
from shared.web.redaction import echo, sendable, shown
from shared.web.titles import TitleOf, title_of
from shared.web.trace import RequestTrace

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[ErrorKind, int] = {
    "invalid": 422,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
}

_SHOWN_FIELDS = 3  # as many as fit a line

_RENAMED = {"status": "status_now", "type": "type_now", "title": "title_now"}
"""Extra members of errors that are renamed, because every problem document has a member of that name."""


class HttpRefusedError(LianxiError, kind="invalid", title="请求有误"):
    """An error of the HTTP layer, with its own status and headers."""

    TITLES: Mapping[int, str] = {
        404: "没有找到",
        405: "不支持的方法",
        408: "请求超时",
        409: "现在不能这样做",
        412: "已被修改",
        413: "内容过大",
        414: "地址过长",
        415: "不支持的内容类型",
        422: "填写有误",
        429: "请求过于频繁",
        431: "请求头过大",
        500: "系统出错",
        503: "暂时无法服务",
    }

    def __init__(self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code, detail)
        self.status = status
        self.headers = dict(headers or {})


def response_meta(error: LianxiError) -> tuple[int, str, dict[str, str]]:
    """Returns status, title and headers of the response to a refused request."""
    if isinstance(error, HttpRefusedError):
        return error.status, error.TITLES.get(error.status, error.title), error.headers
    headers = {"WWW-Authenticate": 'Bearer realm="lianxi"'} if error.kind == "unauthenticated" else {}
    return STATUS[error.kind], error.title, headers


def detail_of(error: LianxiError, title_of: TitleOf, *, command: str = "") -> str:
    """Returns the detail for users; for invalid fields, the title of each (at most three) with its rule."""
    if error.code != "invalid" or not error.fields:
        return error.detail
    shown = "；".join(f"{title_of(each.field, command=command)}：{each.rule}" for each in error.fields[:_SHOWN_FIELDS])
    return shown + ("……" if len(error.fields) > _SHOWN_FIELDS else "")


def problem_response(
    error: LianxiError, trace: RequestTrace, title_of: TitleOf = title_of, *, command: str = ""
) -> Response:
    """Returns the problem document of an error as a response."""
    status, title, headers = response_meta(error)
    document = {
        **{_RENAMED.get(name, name): shown(value) for name, value in error.extra.items()},
        "type": f"urn:lianxi:problem:{error.code}",
        "title": title,
        "status": status,
        "detail": sendable(detail_of(error, title_of, command=command)),
        "code": error.code,
        "errors": [echo(each) for each in error.fields],
        "trace_id": trace.trace_id,
    }
    return Response(to_json(document), status, headers, MEDIA_TYPE)
