"""Logging in, for programs and for people: the same password, the same patience with wrong ones."""

from fastapi import Request

from shared.domain.errors import UnauthenticatedError
from shared.web import sessions
from shared.web.surroundings import surroundings


async def enter(request: Request, name: str, password: str, *, key: str | None = None) -> tuple[str, sessions.Session]:
    """A token and its session; the same `key` leads to the same one.

    `UnauthenticatedError` `login-failed`; `RefusedError` `too-many-attempts`: this account failed too often from this address.
    """
    around = surroundings(request)
    address = request.client.host if request.client else ""
    around.attempts.check(name, address)
    try:
        account = await sessions.authenticate(around.database, name, password)
    except UnauthenticatedError:
        around.attempts.failed(name, address)
        raise
    token = (
        sessions.new_token() if key is None else sessions.repeated_token(around.secret, account=account.name, key=key)
    )
    async with around.database.transaction() as connection:
        return token, await sessions.open_session(connection, account, token, around.now())
