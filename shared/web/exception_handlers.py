"""The handlers that turn every error of a request into a response: our own errors and those of FastAPI, Starlette and the database."""

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from starlette.exceptions import HTTPException

from shared.domain.errors import LianxiError
from shared.storage.diagnostics import is_value_error
from shared.web.pages.refusals import refusal
from shared.web.problem import HttpRefusedError
from shared.web.redaction import LONGEST_VALUE
from shared.web.validation_messages import invalid_input

RETRY_SECONDS = 2
UNAVAILABLE = (DBAPIError, NoConnectionError, ConnectionError)
"""The exceptions of an unavailable database."""

_log = structlog.get_logger(__name__)


def add_handlers(app: FastAPI) -> None:
    """Registers the handlers of all errors with an application."""
    app.add_exception_handler(LianxiError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for unavailable in UNAVAILABLE:
        app.add_exception_handler(unavailable, _unavailable)
    for error_type in (ProgrammingError, NotSupportedError):
        app.add_exception_handler(error_type, _internal_database_error)
    app.add_exception_handler(IntegrityError, _raced)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, LianxiError)  # noqa: S101 - for the type checker: Starlette's signature is wider
    return refusal(error, request.scope)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    return refusal(invalid_input(error.errors()), request.scope)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    known = {
        404: ("unknown-route", f"没有这个地址：{request.url.path[:LONGEST_VALUE]}"),
        405: ("method-not-allowed", f"这个地址不支持{request.method[:20]}"),
        400: ("malformed-request", "请求的内容无法读取"),
        413: ("body-too-large", "请求的内容过大"),
    }
    code, detail = known.get(error.status_code, ("refused", "请求不能被接受"))
    headers = {"Allow": _methods(request)} if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else error.headers
    return refusal(HttpRefusedError(error.status_code, code, detail, headers), request.scope)


def _methods(request: Request) -> str:
    """Returns all methods of this address, because Starlette reports those of one route only."""
    routes = iter_route_contexts(request.app.routes)
    found = {method for route in routes if route.path_regex.match(request.url.path) for method in route.methods or ()}
    return ", ".join(sorted(found))


async def _unavailable(request: Request, error: Exception) -> Response:
    """Returns 503 for a database that is unreachable, starting, locked, full, read-only or out of connections; 422 for refused values.

    PostgreSQL has no error class for most of these states.
    """
    if is_value_error(error):
        return _not_storable(request, error)
    return refusal(unavailable(error, request.url.path), request.scope)


def unavailable(error: Exception, path: str) -> HttpRefusedError:
    """Logs and returns the 503 error of a request that the database could not serve."""
    _log.warning("database_unavailable", error=str(error), path=path)
    detail = f"数据库正忙或暂时不可用，请{RETRY_SECONDS}秒后重试"
    return HttpRefusedError(503, "database-unavailable", detail, {"Retry-After": str(RETRY_SECONDS)})


async def _internal_database_error(_request: Request, error: Exception) -> Response:
    """Raises the error again: it is a fault of the program, which a repeated request would not avoid, so it becomes a 500."""
    raise error


async def _raced(request: Request, error: Exception) -> Response:
    """Returns 409: the rules are checked before, so only two concurrent changes of the same row violate a constraint."""
    _log.warning("integrity_error", error=str(error), path=request.url.path)
    return refusal(HttpRefusedError(409, "changed-meanwhile", "内容刚被别人修改，请刷新后重试"), request.scope)


def _not_storable(request: Request, error: Exception) -> Response:
    _log.warning("value_not_storable", error=str(error), path=request.url.path)
    return refusal(HttpRefusedError(422, "invalid", "有的值无法保存"), request.scope)
