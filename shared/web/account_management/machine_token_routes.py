"""`/api/v1/accounts/me/tokens`: the machine tokens of the own account. A response with a token is not stored for repeated requests."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from shared.storage.attributes import from_attributes
from shared.web.account_management import own_tokens
from shared.web.accounts import OWN
from shared.web.actor import CurrentSession
from shared.web.dependencies import app_state
from shared.web.login import machine_tokens
from shared.web.login.machine_tokens import LONGEST_LASTING, LONGEST_PURPOSE, MachineToken, NewMachineToken, Scope
from shared.web.stored_response import stored_response

router = APIRouter(prefix=f"/api/v1/accounts/{OWN}/tokens", tags=["登录"])

TokenId = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]


class TokenBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: Annotated[str, Field(min_length=1, max_length=LONGEST_PURPOSE, description="给哪个程序用")]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    days: Annotated[int, Field(ge=1, le=LONGEST_LASTING.days)] = 90


class TokenView(BaseModel):
    """A machine token of the account. `used`: its last request, to the minute."""

    id: str
    purpose: str
    scopes: list[Scope]
    created: datetime
    expires: datetime
    used: datetime | None


class CreatedToken(BaseModel):
    """A new machine token for `Authorization: Bearer …`; it is returned only here."""

    token: str


def view(token: MachineToken) -> TokenView:
    """Returns the view of a machine token, without the token itself."""
    return from_attributes(TokenView, token, scopes=sorted(token.scopes))


@router.get("", summary="程序令牌")
async def listed(request: Request, session: CurrentSession) -> list[TokenView]:
    """Returns the machine tokens of the account, the newest first."""
    async with app_state(request).database.reading() as connection:
        return [view(each) for each in await machine_tokens.tokens_of(connection, session.account.name)]


@router.post("", status_code=201, summary="新建程序令牌", response_model=CreatedToken)
async def create(request: Request, body: TokenBody, session: CurrentSession) -> Response:
    """Creates a machine token, by which a program acts for the account within the scopes."""
    new = NewMachineToken(purpose=body.purpose, scopes=frozenset(body.scopes), days=body.days)
    async with app_state(request).database.transaction() as connection:
        token = await own_tokens.create_token(connection, session.account, new, app_state(request).now())
    return stored_response(201, CreatedToken(token=token)).response()


@router.delete("/{id}", status_code=204, summary="撤销程序令牌")
async def revoke(request: Request, id: TokenId, session: CurrentSession) -> None:
    """Revokes a machine token of the account; it is refused from the next request on."""
    state = app_state(request)
    async with state.database.transaction() as connection:
        await own_tokens.revoke_token(connection, session.account, id, state.now())
