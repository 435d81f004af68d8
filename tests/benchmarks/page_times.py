"""The time of pages and of routes of the API, from the request to the response, in a service with many proposals."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from itertools import count
from urllib.parse import quote

import httpx
from sqlalchemy import update

from shared.committee.context import ServiceContext
from shared.committee.notification_center.queries import unread_count
from shared.committee.relations import account_scope
from shared.committee.units.queries import all_keys_of
from shared.ui.forms.labels import field_title
from shared.web.accounts import Account, accounts
from shared.web.dependencies import AppState
from shared.web.limits import Limits
from tests.committee.page_client import PageClient
from tests.committee.service_clients import SECRET, ServiceClient

_LIST = "/proposals?sort=limit&size=20&page=50"


@asynccontextmanager
async def client_of(context: ServiceContext, *logged_in: Account) -> AsyncIterator[ServiceClient]:
    """Yields a client of the application of a service, with these accounts."""
    state = AppState(
        database=context.service,
        secret=SECRET,
        now=context.now,
        account_scope=account_scope(context),
        unit_names=all_keys_of,
        unread=unread_count(context),
        title_of=field_title,
        limits=Limits(public_requests_per_minute=1_000_000),
    )
    service = ServiceClient(name="county", context=context, state=state)
    for each in logged_in:
        await service.account(each.name, *each.roles, organization=each.organization, unit=each.unit)
        own = update(accounts).where(accounts.c.name == each.name)
        async with context.service.transaction() as connection:
            await connection.execute(own.values(member=each.member))
    try:
        yield service
    finally:
        service.closing.close()


def page_readings(
    service: ServiceClient, clerk: Account, unit: Account, member: Account, matter: str
) -> Mapping[str, Callable[[], Awaitable[object]]]:
    """Returns the pages and routes by title, each a function that requests it once and checks that it is found."""
    numbers = count(1)

    def page(account: Account, path: str) -> Callable[[], Awaitable[object]]:
        client = PageClient(service, account.name)
        return lambda: _found(client.get(path))

    def public(path: str) -> Callable[[], Awaitable[object]]:  # each time another page, because answers are cached
        return lambda: _found(service.client.get(f"{path}{next(numbers)}"))

    matter_path = f"/proposals/{matter}?back={quote(_LIST, safe='')}"
    return {
        "page: home of the secretariat": page(clerk, "/"),
        "page: home of a unit": page(unit, "/"),
        "page: home of a member": page(member, "/"),
        "page: list": page(clerk, "/proposals"),
        "page: list by limit, page 50": page(clerk, _LIST),
        "page: search": page(clerk, f"/proposals?q={quote('河道')}"),
        "page: a proposal": page(clerk, f"/proposals/{matter}"),
        "page: a proposal with its neighbours": page(clerk, matter_path),
        "page: calendar of limits": page(clerk, "/calendar/limits"),
        "page: calendar of limits of a unit": page(unit, "/calendar/limits"),
        "page: public board": public("/public?page="),
        "page: public board, one theme": public("/public?theme=social&page="),
        "page: public board, search": public(f"/public?q={quote('河道')}&page="),
        "page: notifications": page(unit, "/notifications"),
        "GET /api/v1/worklist": lambda: service.get("/worklist", clerk.name),
        "GET /api/v1/proposals": lambda: service.get("/proposals", clerk.name),
        "GET /public/api/v1/proposals": public("/public/api/v1/proposals?page="),
    }


async def _found(request: Awaitable[httpx.Response]) -> None:
    answer = await request
    assert answer.status_code == httpx.codes.OK, (answer.url, answer.status_code, answer.text[:500])
