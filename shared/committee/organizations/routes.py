"""`/api/v1/organizations`: the roster on a day, from the directory; the routes that change it are in `commanding`."""

from typing import Annotated

from fastapi import APIRouter, Query

from shared.committee.office import Office
from shared.committee.organizations.commanding import Key, add_commands
from shared.committee.organizations.views import OrganizationView, view
from shared.contracts.vocabulary import Level
from shared.web.actor import Actor
from shared.web.days import Day
from shared.web.paging import Page, Paging
from shared.web.permissions import allow

READ = "organizations.read"


def organizations_router(office: Office) -> APIRouter:
    """Every route of organizations."""
    router = APIRouter(prefix="/api/v1/organizations", tags=["名册"])
    _add_reading(router, office)
    add_commands(router, office)
    return router


def _add_reading(router: APIRouter, office: Office) -> None:
    @router.get("", summary="名册")
    async def listing(
        account: Actor,
        paging: Paging,
        as_of: Day | None = None,
        under: Annotated[str | None, Query(max_length=32)] = None,
        level: Level | None = None,
    ) -> Page[OrganizationView]:
        """Returns the organizations on the roster on a day (by default today), all or those below an organization or conference, by key."""
        allow(account, READ, relation="foreign")
        places, day = await office.directory.places(), as_of or office.today()
        keys = places if under is None else places.under(places.resolve(under, day), day)
        found = sorted(key for key in keys if places.on_roster(key, day) and level in (None, places.level(key)))
        part = found[paging.offset : paging.offset + paging.limit]
        return paging.of([view(key, places=places, day=day) for key in part], len(found))

    @router.get("/{key}", summary="单位")
    async def one(account: Actor, key: Key, as_of: Day | None = None) -> OrganizationView:
        """Returns an organization on a day, by its key or any code that it ever had."""
        allow(account, READ, relation="foreign")
        places, day = await office.directory.places(), as_of or office.today()
        return view(places.addressed(key, day), places=places, day=day)
