"""`/api/v1/accounts/me/second-factor`: the second factor of the own account.

Its responses contain secrets, so none is stored for repeated requests.
"""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from shared.web.account_management import own_second_factor
from shared.web.accounts import OWN
from shared.web.actor import CurrentSession, bearer_token
from shared.web.dependencies import app_state
from shared.web.login.passwords import LONGEST
from shared.web.login.second_factors import LONGEST_CODE, address_for_app
from shared.web.stored_response import stored_response

router = APIRouter(prefix=f"/api/v1/accounts/{OWN}/second-factor", tags=["登录"])


class OwnPasswordOnly(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    password: Annotated[str, Field(min_length=1, max_length=LONGEST)]


class Code(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    code: Annotated[str, Field(min_length=1, max_length=LONGEST_CODE)]


class SecondFactorView(BaseModel):
    """Whether the account has a second factor, whether it has to have one, and how many recovery codes are unused."""

    active: bool
    required: bool
    recovery_codes: int


class NewSecondFactor(BaseModel):
    """The secret for the authenticator app, and the same as the address that a QR code contains."""

    secret: str
    address: str


class RecoveryCodes(BaseModel):
    recovery_codes: list[str]


@router.get("", summary="双重验证")
async def current(request: Request, session: CurrentSession) -> SecondFactorView:
    """Returns the state of the second factor."""
    state, account = app_state(request), session.account
    async with state.database.reading() as connection:
        left = await state.second_factors.codes_left(connection, account.name)
    return SecondFactorView(
        active=account.second_factor, required=state.requires_second_factor(account), recovery_codes=left
    )


@router.post("", status_code=201, summary="开始开通双重验证", response_model=NewSecondFactor)
async def begin(request: Request, given: OwnPasswordOnly, session: CurrentSession) -> Response:
    """Returns a new secret for an authenticator app; it is in force when a code confirms it."""
    state, account = app_state(request), session.account
    await own_second_factor.verify_password(request, account, given.password)
    async with state.database.transaction() as connection:
        shared = await state.second_factors.begin(connection, account)
    new = NewSecondFactor(secret=shared, address=address_for_app(shared, account.name))
    return stored_response(201, new).response()


@router.post("/confirm", summary="开通双重验证")
async def confirm(request: Request, given: Code, session: CurrentSession) -> RecoveryCodes:
    """Puts the second factor in force and returns the recovery codes, once. The other sessions of the account end."""
    state = app_state(request)
    async with state.database.transaction() as connection:
        codes = await own_second_factor.confirm(connection, state, session.account, given.code, bearer_token(request))
    return RecoveryCodes(recovery_codes=list(codes))


@router.post("/recovery-codes", summary="换一组恢复码")
async def new_codes(request: Request, given: Code, session: CurrentSession) -> RecoveryCodes:
    """Returns new recovery codes, once; the old ones are no longer valid."""
    state, account = app_state(request), session.account
    await own_second_factor.verify_code(request, account, given.code)
    async with state.database.transaction() as connection:
        return RecoveryCodes(recovery_codes=list(await own_second_factor.new_codes(connection, state, account)))


@router.post("/remove", status_code=204, summary="关闭双重验证")
async def remove(request: Request, given: Code, session: CurrentSession) -> None:
    """Removes the second factor and its recovery codes."""
    state, account = app_state(request), session.account
    await own_second_factor.verify_code(request, account, given.code)
    async with state.database.transaction() as connection:
        await own_second_factor.remove(connection, state, account)
