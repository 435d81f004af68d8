"""The forms by which administrators manage accounts, and the generation of passwords."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from shared.contracts.vocabulary import ADMINISTRATORS, Role
from shared.domain.lines import LONGEST_LINE, line_of
from shared.ui.forms.controls import FormView, RejectedForm, form_view
from shared.web.account_management.administration import manages
from shared.web.account_management.role_requests import CONFIRM
from shared.web.accounts import LONGEST_NAME, Account
from shared.web.oidc.settings import LONGEST_SUBJECT
from shared.web.permissions import may

_ALPHABET = "abcdefghjkmnpqrstuvwxyz234567892"
"""32 characters, without those that are easily confused when a password is copied from paper."""


@dataclass(frozen=True, kw_only=True)
class CreateAccount:
    name: Annotated[str, Field(max_length=LONGEST_NAME)]
    organization_key: Annotated[str | None, Field(alias="organization")] = None
    roles: tuple[Role, ...]
    unit: Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(line_of)] | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeRoles:
    roles: tuple[Role, ...]
    unit: Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(line_of)] | None = None


@dataclass(frozen=True, kw_only=True)
class LinkIdentity:
    subject: Annotated[str, Field(max_length=LONGEST_SUBJECT)]


@dataclass(frozen=True, kw_only=True)
class NothingMore:
    """A command without fields other than its account."""


CREATE = "create_account"
FORMS: Mapping[str, type[Any]] = {
    CREATE: CreateAccount,
    "change_roles": ChangeRoles,
    "reset_password": NothingMore,
    "disable_account": NothingMore,
    "enable_account": NothingMore,
    "confirm_roles": NothingMore,
    "refuse_roles": NothingMore,
    "unlock_account": NothingMore,
    "reset_second_factor": NothingMore,
    "link_identity": LinkIdentity,
    "unlink_identity": NothingMore,
}
"""Command -> the dataclass that its form is parsed into."""

TITLES = {
    "confirm_roles": "确认角色",
    "refuse_roles": "不同意角色申请",
    "change_roles": "更改角色",
    "reset_password": "重设密码",
    "disable_account": "停用",
    "enable_account": "恢复",
    "unlock_account": "解除登录限制",
    "reset_second_factor": "取消双重验证",
    "link_identity": "关联统一身份",
    "unlink_identity": "解除统一身份关联",
}
"""The commands on an existing account, in the order of its page, with their titles."""


_MANAGING = (
    "disable_account",
    "enable_account",
    "reset_password",
    "unlock_account",
    "reset_second_factor",
    "link_identity",
    "unlink_identity",
)
"""The commands of administrators who manage the account."""

FINAL = {
    "reset_password": "原密码立即失效，该账号的所有登录随即结束。",
    "reset_second_factor": "该账号以后只凭密码登录，直到重新开通；它的所有登录随即结束。请先确认是本人要求的。",
    "unlink_identity": "该人员不能再用统一身份认证登录这个账号，账号的所有登录随即结束；密码仍然有效。",
    "disable_account": "停用后该账号立即退出，不能再登录；以后可以恢复。",
}
"""Commands whose consequence has to be confirmed."""


def account_forms(
    account: Account, admin: Account, rejected: RejectedForm | None, *, is_locked: bool, single_sign_on: bool
) -> list[FormView]:
    """Returns the forms for an account that the administrator may use; none of them changes the own account."""
    left_out = {"disable_account" if account.disabled else "enable_account"}
    managed = manages(admin, account)
    if not managed:
        left_out |= set(_MANAGING)
    if not account.second_factor:
        left_out |= {"reset_second_factor"}
    if not single_sign_on:
        left_out |= {"link_identity"}
    if account.identity is None:
        left_out |= {"unlink_identity"}
    if not is_locked:
        left_out |= {"unlock_account"}
    if account.roles & ADMINISTRATORS and not managed:
        left_out |= {"change_roles"}
    if account.request is None or not may(admin, CONFIRM, relation="foreign"):
        left_out |= {"confirm_roles", "refuse_roles"}
    elif account.request.by == admin.name:
        left_out |= {"confirm_roles"}
    if account.name == admin.name:
        left_out |= set(TITLES)
    return [_sheet(account, name, rejected) for name in TITLES if name not in left_out]


def _sheet(account: Account, name: str, rejected: RejectedForm | None) -> FormView:
    if name == "change_roles" and (rejected is None or rejected.command != name):
        roles = {"roles": sorted(map(str, account.roles)), "unit": [account.unit or ""]}
        rejected = RejectedForm(command=name, form=roles) if rejected is None else rejected
    return form_view(
        FORMS[name], command=name, title=TITLES[name], action=f"/accounts/{account.name}", initial={}, rejected=rejected
    )


def made_password(secret: bytes, account: str, key: str) -> str:
    """Returns a password for an account; a form that is submitted twice (same `key`) shows the same, valid password."""
    digest = hmac.digest(secret, f"password\n{account}\n{key or secrets.token_urlsafe()}".encode(), sha256)
    letters = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:16])
    return "-".join(letters[begin : begin + 4] for begin in range(0, 16, 4))
