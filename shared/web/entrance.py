"""Logging in, for programs and for people: the same password, the same patience with wrong ones."""

from fastapi import Request

from shared.domain.errors import UnauthenticatedError
from shared.web import sessions
from shared.web.surroundings import surroundings


async def enter(request: Request, name: str, password: str) -> tuple[str, sessions.Session]:
    """Opens a session and returns its token, which is random and never given out again.

    `UnauthenticatedError` `login-failed`; `RefusedError` `too-many-attempts`: this account failed too often from this address.
    """
    around = surroundings(request)
    address = request.client.host if request.client else ""
    around.attempts.check(name, address)
    try:
        verified = await sessions.authenticate(around.database, name, password)
    except UnauthenticatedError:
        around.attempts.failed(name, address)
        raise
    token = sessions.new_token()
    async with around.database.transaction() as connection:
        await sessions.check_unchanged(connection, verified)
        return token, await sessions.open_session(connection, verified.account, token, around.now())
