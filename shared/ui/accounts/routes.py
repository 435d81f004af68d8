"""`/accounts`: the accounts of the service, for administrators."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.domain.errors import LianxiError, NotFoundError
from shared.ui.accounts.forms import (
    CREATE,
    FINAL,
    TITLES,
    ChangeRoles,
    CreateAccount,
    LinkIdentity,
    account_forms,
    made_password,
)
from shared.ui.forms.controls import form_view
from shared.ui.forms.parse import parse_form
from shared.ui.forms.submit import COMMAND, KEY, done_at, is_confirmed, rejected_form, show_again, status_of, submit
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination
from shared.web import accounts
from shared.web.account_management import administration, identity_links, role_requests
from shared.web.account_management.administration import MANAGE, READ
from shared.web.accounts import LONGEST_NAME, Account
from shared.web.dependencies import AppState, app_state
from shared.web.login.passwords import hash_password
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, Visiting, Visitor
from shared.web.paging import Paging
from shared.web.permissions import allow, may

Name = Annotated[str, Path(max_length=LONGEST_NAME)]
Words = Annotated[str, Query(max_length=100)]
MAKES_PASSWORD = (CREATE, "reset_password")
"""The commands after which the page of the account shows a generated password."""

Change = Callable[[AsyncConnection], Awaitable[object]]


def account_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list, of one account, and of the form of a new one."""
    router = APIRouter(include_in_schema=False)

    @router.get("/accounts")
    async def listing(
        request: Request, visitor: Visiting, paging: Paging, q: Words = "", organization: Words = ""
    ) -> Response:
        """Renders the accounts by name, after those whose roles wait for a confirmation. `q`: a part of the name or of the unit."""
        allow(visitor.account, READ, relation="foreign")
        async with context.service.reading() as connection:
            waiting = await role_requests.requests(connection)
            found, total = await accounts.list_accounts(
                connection, organization=organization.strip() or None, limit=paging.limit, offset=paging.offset, words=q
            )
        given = {name: value for name, value in (("q", q.strip()), ("organization", organization.strip())) if value}
        may_create = may(visitor.account, MANAGE, relation="foreign")
        asked = {"waiting": waiting, "may_create": may_create}
        shown = {**asked, "items": found, "given": given, "pagination": pagination(paging.of(found, total), given)}
        return await _page(request, visitor, context, "accounts.html", shown)

    @router.get("/accounts/new")
    async def new(request: Request, visitor: Visiting) -> Response:
        """Renders the form of a new account."""
        allow(visitor.account, MANAGE, relation="foreign")
        rejected = await rejected_form(request, visitor.account)
        form = form_view(
            CreateAccount,
            command=CREATE,
            title="新建账号",
            action="/accounts/new",
            initial={},
            rejected=rejected,
            shown=True,
        )
        shown = {"sheet": form, "back": ("/accounts", "账号"), "note": "密码由系统生成，建立后显示一次。"}
        return await _page(request, visitor, context, "begin.html", shown, status=status_of(rejected))

    @router.post("/accounts/new")
    async def create(request: Request, visitor: Visiting, form: Submitted) -> Response:
        """Creates an account and redirects to its page, which shows the generated password once."""
        try:
            return await _created(request, visitor, form)
        except LianxiError as error:
            return await show_again(request, visitor.account, form, CREATE, "/accounts/new", error=error)

    @router.get("/accounts/{name}")
    async def one(request: Request, visitor: Visiting, name: Name, done: str = "") -> Response:
        """Renders an account and the forms that change it; once after its creation, also the generated password."""
        allow(visitor.account, READ, relation="foreign")
        made = app_state(request).made_passwords.take(visitor.account.name, name) if done in MAKES_PASSWORD else None
        return await _render(request, visitor, context, name, made=made, done=done)

    @router.post("/accounts/{name}")
    async def change(request: Request, visitor: Visiting, form: Submitted, name: Name) -> Response:
        """Changes an account, or renders the form again with the errors."""
        command, address = first(form, COMMAND), f"/accounts/{name}"
        if command not in TITLES:
            raise NotFoundError("unknown-command", "没有这个操作")
        if command in FINAL and not is_confirmed(form):
            return await show_again(request, visitor.account, form, command, address, question=FINAL[command])
        try:
            return await _changed(request, visitor, form, name)
        except LianxiError as error:
            return await show_again(request, visitor.account, form, command, address, error=error)

    return router


async def _render(
    request: Request, visitor: Visitor, context: ServiceContext, name: str, *, made: str | None, done: str
) -> Response:
    if made is not None:
        return await _page(request, visitor, context, "account_made.html", {"name": name, "password": made})
    rejected = await rejected_form(request, visitor.account)
    async with context.service.reading() as connection:
        account = await accounts.find_account(connection, name)
        locked = await app_state(request).attempts.locked_until(connection, name)
    title = "新建账号" if done == CREATE else TITLES.get(done, "")
    sheets = account_forms(
        account,
        visitor.account,
        rejected,
        is_locked=locked is not None,
        single_sign_on=app_state(request).identity_provider is not None,
    )
    shown = {"item": account, "sheets": sheets, "done": title, "locked": locked}
    return await _page(request, visitor, context, "account.html", shown, status=status_of(rejected))


async def _created(request: Request, visitor: Visitor, form: Form) -> Response:
    new = parse_form(CreateAccount, form)
    account = Account(
        name=new.name,
        organization=new.organization_key,
        roles=frozenset(new.roles),
        unit=new.unit,
        first_password=True,
    )
    password = made_password(app_state(request).secret, account.name, first(form, KEY))
    prepared = await administration.prepare(request, visitor.account, account, password)
    created: list[Account] = []

    async def step(connection: AsyncConnection) -> str:
        created.append(await administration.create(connection, prepared, app_state(request).now()))
        return done_at(f"/accounts/{account.name}", CREATE)

    response = await submit(request, visitor.account, form, step)
    if created:
        app_state(request).made_passwords.put(visitor.account.name, account.name, password)
    return response


async def _changed(request: Request, visitor: Visitor, form: Form, name: str) -> Response:
    command, admin = first(form, COMMAND), visitor.account
    password = made_password(app_state(request).secret, name, first(form, KEY))
    changes = await _changes(admin, name, command, form, password, app_state(request))
    changed: list[object] = []

    async def step(connection: AsyncConnection) -> str:
        changed.append(await changes(connection))
        return done_at(f"/accounts/{name}", command)

    response = await submit(request, admin, form, step)
    if changed and command in MAKES_PASSWORD:
        app_state(request).made_passwords.put(admin.name, name, password)
    return response


async def _changes(admin: Account, name: str, command: str, form: Form, password: str, state: AppState) -> Change:
    match command:
        case "change_roles":
            new = parse_form(ChangeRoles, form)
            return lambda connection: administration.grant(
                connection, admin, name, roles=new.roles, unit=new.unit, now=state.now()
            )
        case "reset_password":
            password_hash = await hash_password(password)
            return lambda connection: administration.reset_password(connection, admin, name, password_hash, state)
        case "reset_second_factor":
            return lambda connection: administration.reset_second_factor(connection, admin, name, state.now())
        case "link_identity":
            subject = parse_form(LinkIdentity, form).subject
            return lambda connection: identity_links.link(connection, admin, name, subject, state)
        case "unlink_identity":
            return lambda connection: identity_links.unlink(connection, admin, name, state.now())
        case "unlock_account":
            return lambda connection: administration.unlock(connection, admin, name, state)
        case "disable_account":
            return lambda connection: administration.disable(connection, admin, name, state.now())
        case "confirm_roles":
            return lambda connection: role_requests.confirm(connection, admin, name, state.now())
        case "refuse_roles":
            return lambda connection: role_requests.refuse(connection, admin, name, state.now())
        case _:
            return lambda connection: administration.enable(connection, admin, name, state.now())


async def _page(
    request: Request,
    visitor: Visitor,
    context: ServiceContext,
    template: str,
    shown: dict[str, Any],
    *,
    status: int = 200,
) -> Response:
    tree, day = await context.directory.tree(), context.today()
    state = page_frame(request, visitor, context, tree)
    return TEMPLATES.render(
        template,
        status=status,
        frame=state,
        place=lambda key: tree.name(key, day) if key in tree else key,
        **shown,
    )
