"""`/accounts/bulk`: accounts for the registered members and units of a committee, with first passwords that are shown once."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.registers.accounts import (
    Holder,
    create,
    holders_without_account,
    organizations_with_register,
    prepare,
)
from shared.contracts.vocabulary import Role
from shared.domain.errors import LianxiError, invalid
from shared.ui.accounts.forms import made_password
from shared.ui.forms.controls import form_view
from shared.ui.forms.fields import Choice
from shared.ui.forms.parse import parse_form
from shared.ui.forms.submit import is_confirmed, rejected_form, show_again, status_of, submit, with_parameters
from shared.ui.layout import TEMPLATES, page_frame
from shared.web.account_management.administration import GRANT, MANAGE
from shared.web.dependencies import app_state
from shared.web.login.shown_once import MadeAccount
from shared.web.pages.forms import Form
from shared.web.pages.visitor import Submitted, Visiting, Visitor
from shared.web.permissions import allow

ADDRESS, MAKE = "/accounts/bulk", "make_accounts"


@dataclass(frozen=True, kw_only=True)
class MakeAccounts:
    organization_key: Annotated[str, Field(alias="organization", max_length=40)]
    format: Literal["page", "csv"] = "page"


FORMS: Mapping[str, type[object]] = {MAKE: MakeAccounts}
"""Command of a form -> the dataclass that it is parsed into."""


def bulk_account_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the form and of its result."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def form_page(request: Request, visitor: Visiting, done: str = "") -> Response:
        """Renders the form; once after its submission, the new accounts with their passwords, as a page or as a CSV file."""
        _allow(visitor)
        made = app_state(request).made_accounts.take(visitor.account.name, ADDRESS) if done else None
        if made is not None and done == "csv":
            return _csv(made)
        rejected = await rejected_form(request, visitor.account)
        tree = await context.directory.tree()
        offered = await _organizations(context, tree)
        sheet = form_view(
            MakeAccounts,
            command=MAKE,
            title="批量建立账号",
            action=ADDRESS,
            initial={},
            offers={"organization": offered} if offered else None,
            rejected=rejected,
            shown=True,
        )
        return TEMPLATES.render(
            "accounts_bulk.html",
            status=status_of(rejected),
            frame=page_frame(request, visitor, context, tree),
            made=made,
            gone=bool(done) and made is None,
            sheet=sheet,
        )

    @router.post(ADDRESS)
    async def make(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Makes the accounts after a confirmation, and redirects to the page that shows them once."""
        _allow(visitor)
        try:
            return await _make(request, visitor, context, form)
        except LianxiError as error:
            return await show_again(request, visitor.account, form, MAKE, ADDRESS, error=error)

    return router


async def _organizations(context: ServiceContext, tree: OrganizationTree) -> tuple[Choice, ...]:
    """Returns the organizations of this service whose registers have entries."""
    async with context.service.reading() as connection:
        keys = await organizations_with_register(connection)
    today = context.today()
    return tuple(Choice(key, f"{committee_name(key, tree, today)}（{key}）") for key in keys if key in tree)


async def _make(request: Request, visitor: Visitor, context: ServiceContext, form: Form) -> Response:
    given, state = parse_form(MakeAccounts, form), app_state(request)
    organization = (await context.directory.tree()).resolve(given.organization_key, context.today())
    await state.account_scope(organization)
    async with context.service.reading() as connection:
        holders = await holders_without_account(connection, organization)
    if not holders:
        raise invalid("organization", organization, "名册中没有还没有账号的委员和承办单位")
    if not is_confirmed(form):
        return await show_again(request, visitor.account, form, MAKE, ADDRESS, question=_question(holders))
    prepared = await prepare(holders, lambda account: made_password(state.secret, account, ""))
    made: list[MadeAccount] = []

    async def step(connection: AsyncConnection) -> str:
        made.extend(await create(connection, organization, prepared, by=visitor.account.name, now=context.now()))
        return with_parameters(ADDRESS, done=given.format)

    response = await submit(request, visitor.account, form, step)
    if made:
        state.made_accounts.put(visitor.account.name, ADDRESS, tuple(made))
    return response


def _allow(visitor: Visitor) -> None:
    for permission in (MANAGE, GRANT):
        allow(visitor.account, permission, relation="foreign")


def _question(holders: list[Holder]) -> str:
    members = sum(each.role is Role.MEMBER for each in holders)
    return f"将为{members}位委员和{len(holders) - members}个承办单位建立账号。首次密码只显示一次，系统不保存，请准备打印或保存。"


def _csv(made: tuple[MadeAccount, ...]) -> Response:
    """Returns the accounts as a CSV file that no cache stores; the byte order mark lets spreadsheets read it as UTF-8."""
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(["姓名或单位", "角色", "账号", "首次密码"])
    rows.writerows([_cell(each.holder), each.role.title_zh, each.account, each.password] for each in made)
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="accounts.csv"'}
    return Response(("\ufeff" + text.getvalue()).encode(), headers=headers, media_type="text/csv; charset=utf-8")


def _cell(text: str) -> str:
    """Returns a text that a spreadsheet does not read as a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
