"""`/api/v1/accounts`: the accounts of a service, kept by its administrators."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.vocabulary import Role
from shared.domain.errors import ConflictError
from shared.domain.lines import line_of
from shared.web import accounts
from shared.web.accounts import LONGEST_NAME, Account
from shared.web.actor import actor
from shared.web.answers import Answer, answer
from shared.web.idempotency import once
from shared.web.paging import Page, Paging
from shared.web.passwords import LONGEST, SHORTEST, hash_password
from shared.web.permissions import allow
from shared.web.sessions import end_sessions_of
from shared.web.surroundings import surroundings

router = APIRouter(prefix="/api/v1/accounts", tags=["账号"])

Password = Annotated[str, Field(min_length=SHORTEST, max_length=LONGEST)]
Name = Annotated[str, Path(max_length=LONGEST_NAME)]


class NewAccount(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Annotated[str, Field(examples=["522625-proposals_committee"])]
    organization: str | None = None
    roles: Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
    unit: Annotated[str, AfterValidator(line_of)] | None = None
    password: Password


class NewPassword(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    password: Password


class AccountView(BaseModel):
    name: str
    organization: str | None
    roles: list[Role]
    unit: str | None
    disabled: bool


def view(account: Account) -> AccountView:
    """An account as it is shown: nothing of its password."""
    return AccountView(
        name=account.name,
        organization=account.organization,
        roles=sorted(account.roles),
        unit=account.unit,
        disabled=account.disabled,
    )


async def administrator(account: Annotated[Account, Depends(actor)]) -> Account:
    """The account that asks, if it may keep accounts."""
    allow(account, "accounts.manage", relation="foreign")
    return account


Administrator = Annotated[Account, Depends(administrator)]


@router.post("", status_code=201, summary="新建账号", response_model=AccountView)
async def create(request: Request, new: NewAccount, admin: Administrator) -> Response:
    """An account of one organization that works here; its password is hashed before the transaction begins."""
    if new.organization is not None:
        await surroundings(request).belonging(new.organization)
    password_hash = await hash_password(new.password)

    async def effect(connection: AsyncConnection) -> Answer:
        account = await accounts.create_account(
            connection,
            name=new.name,
            organization=new.organization,
            roles=new.roles,
            unit=new.unit,
            password_hash=password_hash,
        )
        return answer(201, view(account), location=f"/api/v1/accounts/{account.name}")

    return await once(request, admin, effect)


@router.get("", summary="账号列表")
async def listed(
    request: Request,
    _admin: Administrator,
    paging: Paging,
    organization: Annotated[str | None, Query(max_length=40)] = None,
) -> Page[AccountView]:
    """Accounts by name, of one organization or of all."""
    async with surroundings(request).database.reading() as connection:
        found, total = await accounts.list_accounts(
            connection, organization=organization, limit=paging.limit, offset=paging.offset
        )
    return paging.of([view(account) for account in found], total)


@router.get("/{name}", summary="账号")
async def one(request: Request, name: Name, _admin: Administrator) -> AccountView:
    """One account."""
    async with surroundings(request).database.reading() as connection:
        return view(await accounts.find_account(connection, name))


@router.delete("/{name}", status_code=204, summary="停用账号")
async def disable(request: Request, name: Name, admin: Administrator) -> None:
    """The account stays, because the history names it; it can no longer log in, and its sessions end now."""
    if name == admin.name:
        raise ConflictError("own-account", "不能停用自己的账号")
    async with surroundings(request).database.transaction() as connection:
        await accounts.change_account(connection, name, disabled=True)
        await end_sessions_of(connection, name)


@router.post("/{name}/enable", status_code=204, summary="恢复账号")
async def enable(request: Request, name: Name, admin: Administrator) -> Response:
    """A disabled account may log in again."""
    return await once(request, admin, _changing(name, disabled=False))


@router.post("/{name}/password", status_code=204, summary="重设密码")
async def reset_password(request: Request, name: Name, new: NewPassword, admin: Administrator) -> Response:
    """A new password; whoever used the old one is logged out."""
    return await once(request, admin, _changing(name, password_hash=await hash_password(new.password)))


def _changing(name: str, **changes: str | bool) -> Callable[[AsyncConnection], Awaitable[Answer]]:
    async def effect(connection: AsyncConnection) -> Answer:
        await accounts.change_account(connection, name, **changes)
        await end_sessions_of(connection, name)
        return answer(204)

    return effect
