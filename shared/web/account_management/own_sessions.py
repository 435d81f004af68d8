"""`/api/v1/accounts/me/sessions`: the login sessions of the account of the request."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel

from shared.storage.attributes import from_attributes
from shared.web.account_management import administration
from shared.web.accounts import OWN
from shared.web.actor import CurrentSession, bearer_token
from shared.web.dependencies import app_state
from shared.web.login import sessions

router = APIRouter(prefix=f"/api/v1/accounts/{OWN}/sessions", tags=["登录"])

SessionId = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]


class OwnSession(BaseModel):
    """A login session of the account. `used`: its last request, to the minute; `current`: whether it is that of the request."""

    id: str
    opened: datetime
    used: datetime
    expires: datetime
    address: str
    browser: str
    current: bool


@router.get("", summary="自己的登录")
async def listed(request: Request, session: CurrentSession) -> list[OwnSession]:
    """Returns the sessions of the account, the newest first."""
    state = app_state(request)
    async with state.database.reading() as connection:
        found = await sessions.sessions_of(connection, session.account, state.now(), limits=state.limits)
    return [
        from_attributes(
            OwnSession, each, address=each.origin.address, browser=each.origin.browser, current=each.id == session.id
        )
        for each in found
    ]


@router.delete("/{id}", status_code=204, summary="结束自己的一个登录")
async def end_one(request: Request, id: SessionId, session: CurrentSession) -> None:
    """Ends a session of the account, which may be that of the request."""
    state = app_state(request)
    async with state.database.transaction() as connection:
        await administration.end_own_session(connection, session.account, id, state.now())


@router.delete("", status_code=204, summary="结束自己的其他登录")
async def end_others(request: Request, session: CurrentSession) -> None:
    """Ends every session of the account except that of the request."""
    state = app_state(request)
    async with state.database.transaction() as connection:
        await administration.end_other_sessions(connection, session.account, bearer_token(request), state.now())
