"""`/api/v1/accounts`: the accounts of a service, managed by its administrators; `/me`: the own account."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.vocabulary import Role
from shared.domain.lines import LONGEST_LINE, line_of
from shared.web import accounts
from shared.web.account_management import administration, role_requests
from shared.web.account_management.administration import READ
from shared.web.accounts import LONGEST_NAME, OWN, Account
from shared.web.actor import Actor, actor, bearer_token
from shared.web.dependencies import app_state
from shared.web.idempotency import once
from shared.web.login.passwords import LONGEST, SHORTEST, check_password, hash_password
from shared.web.paging import ListPage, Paging
from shared.web.permissions import allow
from shared.web.stored_response import StoredResponse, stored_response

router = APIRouter(prefix="/api/v1/accounts", tags=["账号"])

Decide = Callable[[AsyncConnection, Account, str, datetime], Awaitable[Account]]
Password = Annotated[str, Field(min_length=SHORTEST, max_length=LONGEST)]
Name = Annotated[str, Path(max_length=LONGEST_NAME)]
Roles = Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
Unit = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(line_of)] | None


class NewAccount(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Annotated[str, Field(examples=["522625-proposals_committee"])]
    organization: str | None = None
    roles: Roles
    unit: Unit = None
    password: Password
    first_password: Annotated[bool, Field(description="首次密码：第一次登录时必须修改")] = False


class NewPassword(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    password: Password


class OwnPassword(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    old: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    new: Password


class NewRoles(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    roles: Roles
    unit: Unit = None


class AccountView(BaseModel):
    name: str
    organization: str | None
    roles: list[Role]
    unit: str | None
    disabled: bool
    requested_roles: Annotated[list[Role], Field(description="待另一位管理员确认的角色")] = []
    requested_by: str | None = None
    second_factor: bool = False
    identity: Annotated[str | None, Field(description="关联的统一身份标识（sub）")] = None


def view(account: Account) -> AccountView:
    """Returns the view of an account, without its password hash."""
    return AccountView(
        name=account.name,
        organization=account.organization,
        roles=sorted(account.roles),
        unit=account.unit,
        disabled=account.disabled,
        requested_roles=sorted(account.request.roles) if account.request else [],
        requested_by=account.request.by if account.request else None,
        second_factor=account.second_factor,
        identity=account.identity.subject if account.identity else None,
    )


async def administrator(account: Annotated[Account, Depends(actor)]) -> Account:
    """Returns the account of the request; raises `ForbiddenError` when it may not read accounts."""
    allow(account, READ, relation="foreign")
    return account


Administrator = Annotated[Account, Depends(administrator)]


@router.post("", status_code=201, summary="新建账号", response_model=AccountView)
async def create(request: Request, new: NewAccount, admin: Administrator) -> Response:
    """Creates an account of an organization that this service hosts. Roles that need a second person are requested: it waits, disabled."""
    account = Account(
        name=new.name,
        organization=new.organization,
        roles=frozenset(new.roles),
        unit=new.unit,
        first_password=new.first_password,
    )
    prepared = await administration.prepare(request, admin, account, new.password)

    async def apply(connection: AsyncConnection) -> StoredResponse:
        created = await administration.create(connection, prepared, app_state(request).now())
        return stored_response(201, view(created), location=f"/api/v1/accounts/{created.name}")

    return await once(request, admin, apply)


@router.post(f"/{OWN}/password", status_code=204, summary="修改自己的密码")
async def change_own_password(request: Request, change: OwnPassword, account: Actor) -> Response:
    """Changes the password of the account that asks, and ends its other sessions."""
    prepared = await administration.prepare_own_password(request, account, change.old, change.new)
    token, now = bearer_token(request), app_state(request).now()
    return await _change(
        request, account, lambda connection: administration.change_own_password(connection, prepared, token, now)
    )


@router.get("", summary="账号列表")
async def listed(
    request: Request,
    _admin: Administrator,
    paging: Paging,
    organization: Annotated[str | None, Query(max_length=40)] = None,
    q: Annotated[str, Query(max_length=100, description="账号名称或承办单位的一部分")] = "",
) -> ListPage[AccountView]:
    """Returns the accounts of one organization or of all, by name."""
    async with app_state(request).database.reading() as connection:
        found, total = await accounts.list_accounts(
            connection, organization=organization, limit=paging.limit, offset=paging.offset, words=q
        )
    return paging.of([view(account) for account in found], total)


@router.get("/{name}", summary="账号")
async def one(request: Request, name: Name, _admin: Administrator) -> AccountView:
    """Returns an account."""
    async with app_state(request).database.reading() as connection:
        return view(await accounts.find_account(connection, name))


@router.delete("/{name}", status_code=204, summary="停用账号")
async def disable(request: Request, name: Name, admin: Administrator) -> None:
    """Disables an account: its sessions end, and it cannot log in. It is not deleted, because histories name it."""
    state = app_state(request)
    async with state.database.transaction() as connection:
        await administration.disable(connection, admin, name, state.now())


@router.post("/{name}/enable", status_code=204, summary="恢复账号")
async def enable(request: Request, name: Name, admin: Administrator) -> Response:
    """Enables a disabled account."""
    now = app_state(request).now()
    return await _change(request, admin, lambda connection: administration.enable(connection, admin, name, now))


@router.post("/{name}/roles", summary="更改角色", response_model=AccountView)
async def change_roles(request: Request, name: Name, new: NewRoles, admin: Administrator) -> Response:
    """Replaces the roles of an account; they apply from its next request on. Roles that need a second person are requested."""

    async def apply(connection: AsyncConnection) -> StoredResponse:
        now = app_state(request).now()
        changed = await administration.grant(connection, admin, name, roles=new.roles, unit=new.unit, now=now)
        return stored_response(200, view(changed))

    return await once(request, admin, apply)


@router.post("/{name}/roles/confirm", summary="确认角色", response_model=AccountView)
async def confirm_roles(request: Request, name: Name, admin: Administrator) -> Response:
    """Gives an account the requested roles; the administrator who requested them cannot confirm them."""
    return await _decided(request, name, admin, role_requests.confirm)


@router.post("/{name}/roles/refuse", summary="不同意角色申请", response_model=AccountView)
async def refuse_roles(request: Request, name: Name, admin: Administrator) -> Response:
    """Withdraws the requested roles of an account, which keeps those that it has."""
    return await _decided(request, name, admin, role_requests.refuse)


async def _decided(request: Request, name: str, admin: Account, decide: Decide) -> Response:
    async def apply(connection: AsyncConnection) -> StoredResponse:
        return stored_response(200, view(await decide(connection, admin, name, app_state(request).now())))

    return await once(request, admin, apply)


@router.post("/{name}/password", status_code=204, summary="重设密码")
async def reset_password(request: Request, name: Name, new: NewPassword, admin: Administrator) -> Response:
    """Sets a first password for an account, which it has to change at its next login, and ends its sessions."""
    state = app_state(request)
    check_password(new.password, account=name, breached=state.breached_passwords)
    hash = await hash_password(new.password)
    return await _change(
        request, admin, lambda connection: administration.reset_password(connection, admin, name, hash, state)
    )


@router.post("/{name}/unlock", status_code=204, summary="解除登录限制")
async def unlock(request: Request, name: Name, admin: Administrator) -> Response:
    """Lets an account log in at once after failed attempts."""
    state = app_state(request)
    return await _change(request, admin, lambda connection: administration.unlock(connection, admin, name, state))


@router.post("/{name}/reset_second_factor", status_code=204, summary="取消双重验证")
async def reset_second_factor(request: Request, name: Name, admin: Administrator) -> Response:
    """Removes the second factor of an account, whose owner lost it, and ends its sessions."""
    now = app_state(request).now()
    return await _change(
        request, admin, lambda connection: administration.reset_second_factor(connection, admin, name, now)
    )


async def _change(request: Request, account: Account, change: Callable[[AsyncConnection], Awaitable[None]]) -> Response:
    """Makes a change that has no response body, once for an idempotency key."""

    async def apply(connection: AsyncConnection) -> StoredResponse:
        await change(connection)
        return stored_response(204)

    return await once(request, account, apply)
