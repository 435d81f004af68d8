"""The cookies of pages, signed and not readable by scripts; one has the token of the session (decision 0044)."""

from hashlib import sha256

from fastapi import Request, Response
from itsdangerous import BadSignature, Signer

from shared.domain.errors import UnauthenticatedError
from shared.web.dependencies import app_state

_SALT = "lianxi cookie"

ACCOUNT = "account"
"""The cookie with the name of the last logged-in account. It outlives the session, for forms submitted after the session ended."""

ACCOUNT_SECONDS = 30 * 24 * 3600


def cookie_name(request: Request, what: str) -> str:
    """Returns the name of a cookie; it contains the service, because browsers share cookies between the ports of one host.

    Where users come by HTTPS alone, browsers bind a cookie of this name to the host and to HTTPS (prefix `__Host-`).
    """
    prefix = "__Host-" if app_state(request).is_https else ""
    return f"{prefix}lianxi-{request.app.state.service}-{what}"


def set_cookie(request: Request, response: Response, what: str, value: str, *, seconds: int | None = None) -> None:
    """Sets a cookie with a signed value, by default for the duration of a session; secure when the request came over HTTPS."""
    lasting = app_state(request).limits.session_lasting
    signed = _signer(request).sign(value).decode()
    response.set_cookie(
        cookie_name(request, what),
        signed,
        max_age=int(lasting.total_seconds()) if seconds is None else seconds,
        httponly=True,
        samesite="lax",
        secure=_is_secure(request),
    )


def delete_cookie(request: Request, response: Response, what: str) -> None:
    response.delete_cookie(cookie_name(request, what), httponly=True, samesite="lax", secure=_is_secure(request))


def read_cookie(request: Request, what: str) -> str | None:
    """Returns the value of a cookie; None where there is none or its signature is not valid."""
    try:
        return _signer(request).unsign(request.cookies.get(cookie_name(request, what), "")).decode()
    except (BadSignature, UnicodeError):
        return None


def session_token(request: Request) -> str:
    """Returns the token of the session; raises `UnauthenticatedError` `not-logged-in` when there is none."""
    token = read_cookie(request, "session")
    if token is None:
        raise UnauthenticatedError("not-logged-in", "请先登录")
    return token


def _is_secure(request: Request) -> bool:
    return app_state(request).is_https or request.url.scheme == "https"


def _signer(request: Request) -> Signer:
    return Signer(app_state(request).secret, salt=_SALT, key_derivation="hmac", digest_method=sha256)
