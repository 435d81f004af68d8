"""The responses to refused requests: a page for browsers, a problem document for other clients."""

from http import HTTPStatus
from urllib.parse import quote

import structlog
from fastapi import Response
from starlette.datastructures import Headers
from starlette.types import Scope

from shared.domain.errors import LianxiError
from shared.web.actor import FIRST_PASSWORD, SECOND_FACTOR_MISSING
from shared.web.forms_before_login import SUSPENDED_FORM
from shared.web.pages.rendering import PAGES
from shared.web.problem import HttpRefusedError, detail_of, problem_response, response_meta
from shared.web.trace import SCOPE_KEY, RequestTrace

LOGIN = "/login"
_REQUIRED_PAGES = {FIRST_PASSWORD: "/password", SECOND_FACTOR_MISSING: "/second-factor"}
"""Code of an error -> the page on which the account does first what it has to do."""


def refusal(error: LianxiError, scope: Scope) -> Response:
    """Returns the response to a refused request: a problem document, a page, or a redirect to the login."""
    structlog.contextvars.bind_contextvars(code=error.code)  # for the log line of the request
    trace: RequestTrace = scope[SCOPE_KEY]
    headers, title_of = Headers(scope=scope), scope["app"].state.app_state.title_of
    if scope["path"].startswith("/api/") or "text/html" not in headers.get("accept", ""):
        return problem_response(error, trace, title_of, command=getattr(scope.get("route"), "name", ""))
    if error.kind == "unauthenticated":
        return _to_login(scope, headers)
    if error.code in _REQUIRED_PAGES:
        return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": _REQUIRED_PAGES[error.code]})
    status, title, more = response_meta(error)
    detail = detail_of(error, title_of)
    fields = [(title_of(each.field), each.rule) for each in error.fields]
    page = PAGES.render(
        "refusal.html", status=status, title=title, detail=detail, fields=fields, trace_id=trace.trace_id
    )
    page.headers.update(more)
    return page


def unexpected(scope: Scope) -> Response:
    """Returns the response to an unexpected error (500); the log contains the error under the same trace id."""
    return refusal(HttpRefusedError(500, "unexpected", "系统出现意外错误，已记录；请把本次请求的编号告诉管理员"), scope)


def _to_login(scope: Scope, headers: Headers) -> Response:
    """Returns a redirect to the login, which leads back to this page; for a request of htmx, `HX-Redirect` replaces the whole page."""
    asked = scope["path"] if scope["method"] == "GET" or SUSPENDED_FORM in scope else "/"
    if asked == scope["path"] and scope["query_string"]:
        asked += "?" + scope["query_string"].decode("ascii", "replace")
    there = f"{LOGIN}?next={quote(asked, safe='/')}"
    if headers.get("hx-request"):
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": there})
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": there})
