"""The checks of every request body before its route is called: size, type and well-formedness.

Uploads of attachments are not read here: they are passed on as they arrive, up to the limit of one file.
A body above a small size is read only for a logged-in account, and only while it arrives at a minimum rate.
Accepted JSON is UTF-8 without NUL, without lone surrogates, without numbers that programs interpret differently, and not nested too deep.
"""

import asyncio
from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.domain.errors import LianxiError, UnauthenticatedError
from shared.web.accounts import Account
from shared.web.actor import token_of
from shared.web.cookies import ACCOUNT, read_cookie
from shared.web.dependencies import AppState
from shared.web.exception_handlers import UNAVAILABLE, unavailable
from shared.web.limits import Limits
from shared.web.login.sessions import find_session
from shared.web.pages.refusals import LOGIN, refusal
from shared.web.permissions import allow
from shared.web.problem import HttpRefusedError
from shared.web.streamed_bodies import StreamedBody, file_too_large, is_upload, upload_limit
from shared.web.unread_bodies import Announced, announced_by, refuse_unread, too_large
from shared.web.well_formed import check_address, check_json, check_type

LARGE = ("/api/v1/imports/", "/imports/")
LIMIT = 256 * 1024
FORM_LIMIT = 1024 * 1024
"""Maximum bytes of a form. URL encoding writes a Chinese character in nine bytes, so forms accept the same texts as the API."""


class _Import(NamedTuple):
    """The permission that is required before a large body is read, and the maximum bytes of it."""

    permission: str
    limit: int


_IMPORTS = {
    "organizations": _Import("imports.run", 8 * 1024 * 1024),
    "members": _Import("members.manage", 8 * 1024 * 1024),
    "units": _Import("units.manage", 8 * 1024 * 1024),
    "platforms": _Import("platforms.file", 8 * 1024 * 1024),
    "proposals": _Import("proposals.import", 32 * 1024 * 1024),  # 20,000 rows of 500 characters in UTF-8
}
_LARGE_BODY_WAIT_SECONDS = 10.0
_PUBLIC = frozenset({"/api/v1/sessions", LOGIN})
"""The paths of logins, whose clients have no session yet."""


class BodyGate:
    """A middleware that reads each body up to its limit, refuses an invalid one, and passes a valid one on as a whole."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state: AppState = scope["app"].state.app_state
        announced = announced_by(Headers(scope=scope))
        try:
            check_address(scope, longest=state.limits.address_bytes)
            allowed = _Allowed(0) if announced is None else await _allowed(scope, announced, state)
        except LianxiError as error:
            await refuse_unread(error, announced, receive, send, scope)
            return
        try:
            async with _body_slot(state, allowed, state.uploads if is_upload(scope) else state.large_bodies):
                if announced is not None and is_upload(scope):
                    upload = StreamedBody(receive, send, limit=allowed.limit, limits=state.limits)
                    await self.app(scope, upload.receive, upload.send)
                else:
                    await self._read_and_call(scope, receive, send, allowed.limit, state.limits)
        except _BusyError as error:
            await refuse_unread(error, announced, receive, send, scope)

    async def _read_and_call(self, scope: Scope, receive: Receive, send: Send, limit: int, limits: Limits) -> None:
        try:
            body = await _read(receive, limit, limits) if limit else None
            if body and scope["path"].startswith("/api/") and not scope["path"].startswith(LARGE):
                check_type(Headers(scope=scope).get("content-type", ""))
                check_json(body)
        except HttpRefusedError as error:
            unread = Announced(None) if error.code == "body-too-large" else None
            await refuse_unread(error, unread, receive, send, scope)
        except LianxiError as error:
            await refusal(error, scope)(scope, receive, send)
        else:
            await self.app(scope, receive if body is None else _replayed(body, receive), send)


class _Allowed(NamedTuple):
    """The maximum number of bytes to read of a body, and the account that sends it (empty: unknown)."""

    limit: int
    account: str = ""


async def _allowed(scope: Scope, announced: Announced, state: AppState) -> _Allowed:
    """Returns how much of a body may be read; raises `LianxiError` when nothing of it may be read."""
    full = upload_limit(state.limits) if is_upload(scope) else _limit(scope["path"])
    allowed = _Allowed(min(full, state.limits.unauthenticated_body))
    if announced.is_within(allowed.limit):
        return allowed
    if scope["path"] not in _PUBLIC:
        try:
            account = await _check_session(scope, state)
        except UnauthenticatedError:
            typed = None if scope["path"].startswith("/api/") else read_cookie(Request(scope), ACCOUNT)
            if typed is not None:  # a form that was filled in when the session ended
                allowed = _Allowed(min(full, FORM_LIMIT), typed)
            if announced.size is not None and not (typed is not None and announced.is_within(allowed.limit)):
                raise
        else:
            if scope["path"].startswith(LARGE):
                permission = _import_of(scope["path"]).permission
                allow(account, permission, relation="foreign" if account.organization is None else "own")
            allowed = _Allowed(full, account.name)
    if announced.size is not None and announced.size > allowed.limit:
        raise file_too_large(state.limits) if is_upload(scope) else too_large(allowed.limit)
    return allowed


def _import_of(path: str) -> _Import:
    """Returns the import that the path names."""
    return next((_IMPORTS[each] for each in path.split("/") if each in _IMPORTS), _IMPORTS["organizations"])


async def _check_session(scope: Scope, state: AppState) -> Account:
    """Returns the account of the request; raises `UnauthenticatedError` without a valid session."""
    token = token_of(Request(scope))
    try:
        async with state.database.read_one() as connection:
            return (await find_session(connection, token, state.now(), limits=state.limits)).account
    except UNAVAILABLE as error:
        raise unavailable(error, scope["path"]) from error


class _BusyError(HttpRefusedError):
    """The error of a request that has to be repeated later, because too many bodies are in memory."""


@asynccontextmanager
async def _body_slot(state: AppState, allowed: _Allowed, large: Semaphore) -> AsyncIterator[None]:
    """Limits the number of bodies per account, and of large ones in total; a body counts until its response is sent."""
    if allowed.limit <= state.limits.unauthenticated_body:
        yield
        return
    if state.bodies[allowed.account] >= state.limits.bodies_per_account:
        raise _BusyError(429, "too-many-bodies", "同一账号正在发送的内容过多，请稍后再试", {"Retry-After": "10"})
    state.bodies[allowed.account] += 1
    try:
        async with _large_body_slot(large) if allowed.limit > FORM_LIMIT else nullcontext():
            yield
    finally:
        state.bodies[allowed.account] -= 1
        if not state.bodies[allowed.account]:
            del state.bodies[allowed.account]


@asynccontextmanager
async def _large_body_slot(slots: Semaphore) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(_LARGE_BODY_WAIT_SECONDS):
            await slots.acquire()
    except TimeoutError as error:
        detail = "正在处理的大文件过多，请稍后再试"
        raise _BusyError(503, "too-many-large-bodies", detail, {"Retry-After": "30"}) from error
    try:
        yield
    finally:
        slots.release()


def _limit(path: str) -> int:
    if path.startswith(LARGE):
        return _import_of(path).limit
    return LIMIT if path.startswith("/api/") else FORM_LIMIT


async def _read(receive: Receive, limit: int, limits: Limits) -> bytes:
    """Returns the whole body; raises `HttpRefusedError` 413 as soon as it is too large, 408 when it arrives too slowly."""
    body, more = bytearray(), True
    try:
        async with asyncio.timeout(limits.seconds_for(limit)):
            while more:
                async with asyncio.timeout(limits.body_pause_seconds):
                    message = await receive()
                if message["type"] != "http.request":
                    raise HttpRefusedError(400, "incomplete-body", "请求的内容不完整")
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > limit:
                    raise too_large(limit)
    except TimeoutError as error:
        raise HttpRefusedError(408, "request-timeout", "请求没有及时发完", {"Connection": "close"}) from error
    return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Returns a `receive` that first returns the body that was read, and then the messages after it."""
    replayed = False

    async def read_again() -> Message:
        nonlocal replayed
        if replayed:
            return await receive()
        replayed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return read_again
