"""The login of programs and of users, with the same passwords and the same limits of failed attempts."""

from fastapi import Request

from shared.web import sessions
from shared.web.accounts import LONGEST_NAME
from shared.web.dependencies import app_state
from shared.web.passwords import LONGEST


async def start_session(request: Request, name: str, password: str) -> tuple[str, sessions.LoginSession]:
    """Opens a session and returns it with its token, which is random and is not returned again.

    Raises `UnauthenticatedError` `login-failed`, or `HttpRefusedError` `too-many-attempts` after too many failures (decision 0041).
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
