"""Logging in, for programs and for people: the same password, the same patience with wrong ones."""

from fastapi import Request

from shared.web import sessions
from shared.web.accounts import LONGEST_NAME
from shared.web.dependencies import app_state
from shared.web.passwords import LONGEST


async def enter(request: Request, name: str, password: str) -> tuple[str, sessions.LoginSession]:
    """Opens a session and returns its token, which is random and never given out again.

    `UnauthenticatedError` `login-failed`; `RefusedError` `too-many-attempts`: too many attempts failed (decision 0041).
    """
    if len(name) > LONGEST_NAME or len(password) > LONGEST:
        raise sessions.login_failed()
    state = app_state(request)
    with state.attempts.verifying(name, request.client.host if request.client else ""):
        verified = await sessions.authenticate(state.database, name, password)
    token = sessions.new_token()
    async with state.database.transaction() as connection:
        await sessions.check_unchanged(connection, verified)
        return token, await sessions.open_session(connection, verified.account, token, state.now())
