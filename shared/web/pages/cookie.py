"""The cookie of a session: the token, signed, out of reach of scripts. Programs send the same token as a bearer (decision 0044)."""

from fastapi import Request, Response
from itsdangerous import BadSignature, Signer

from shared.domain.errors import UnauthenticatedError
from shared.web.dependencies import app_state
from shared.web.sessions import LASTING

_SALT = "lianxi cookie"

ACCOUNT = "account"
"""The name of the account that was last logged in, which outlives its session: for what was typed while it ended."""

ACCOUNT_SECONDS = 30 * 24 * 3600


def cookie_name(request: Request, what: str) -> str:
    """Browsers share cookies between the ports of one host, so each service has names of its own."""
    return f"lianxi-{request.app.state.service}-{what}"


def keep(
    request: Request, response: Response, what: str, value: str, *, seconds: int = int(LASTING.total_seconds())
) -> None:
    """Give the browser a signed value to keep, as long as a session can last; over HTTPS it comes back over HTTPS only."""
    signed = _signer(request).sign(value).decode()
    response.set_cookie(
        cookie_name(request, what),
        signed,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def forget(request: Request, response: Response, what: str) -> None:
    response.delete_cookie(cookie_name(request, what), httponly=True, samesite="lax")


def kept(request: Request, what: str) -> str | None:
    """The value that this browser was given; None where there is none, or one that we did not sign."""
    try:
        return _signer(request).unsign(request.cookies.get(cookie_name(request, what), "")).decode()
    except (BadSignature, UnicodeError):
        return None


def session_token(request: Request) -> str:
    """The token of the session. `UnauthenticatedError` `not-logged-in`: there is none."""
    token = kept(request, "session")
    if token is None:
        raise UnauthenticatedError("not-logged-in", "请先登录")
    return token


def _signer(request: Request) -> Signer:
    return Signer(app_state(request).secret, salt=_SALT)
