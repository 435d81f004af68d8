"""Logging in, for programs and for people: the same password, the same patience with wrong ones."""

from fastapi import Request

from shared.web import sessions
from shared.web.accounts import LONGEST_NAME
from shared.web.passwords import LONGEST
from shared.web.surroundings import surroundings


async def enter(request: Request, name: str, password: str) -> tuple[str, sessions.Session]:
    """Opens a session and returns its token, which is random and never given out again.

    `UnauthenticatedError` `login-failed`; `RefusedError` `too-many-attempts`: too many attempts failed (decision 0041).
    """
    if len(name) > LONGEST_NAME or len(password) > LONGEST:
        raise sessions.login_failed()
    around = surroundings(request)
    with around.attempts.verifying(name, request.client.host if request.client else ""):
        verified = await sessions.authenticate(around.database, name, password)
    token = sessions.new_token()
    async with around.database.transaction() as connection:
        await sessions.check_unchanged(connection, verified)
        return token, await sessions.open_session(connection, verified.account, token, around.now())
