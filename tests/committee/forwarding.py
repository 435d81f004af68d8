"""Opinion reports that are forwarded between the levels, by requests."""

from datetime import date
from itertools import pairwise
from typing import Any

from shared.domain.charters.charters import Amendment
from tests.committee.service_clients import ServiceClient, ServiceClients

TOWNSHIP, COUNTY, CITY, PROVINCE = "520603202", "520603", "520600", "520000"


def clerk(organization: str) -> str:
    return f"{organization}-secretariat"


def service_of(services: ServiceClients, organization: str) -> ServiceClient:
    return {TOWNSHIP: services.township, COUNTY: services.county, CITY: services.city, PROVINCE: services.region}[
        organization
    ]


async def amend(services: ServiceClients, service: ServiceClient, organization: str, **rules: Any) -> None:
    """Amends the charter of an organization, and publishes it."""
    places = service.context.charters.places
    places[organization] = (*places.get(organization, ()), Amendment(date(2026, 1, 1), rules))
    await services.deliver()


async def agree_downward(
    services: ServiceClients, above: ServiceClient, sender: str, below: ServiceClient, to: str
) -> None:
    """Lets the charters of both agree that the first organization sends to the second, which is below it."""
    await amend(services, below, to, accepts_from_above=True)
    await amend(services, above, sender, sends_downward=True)


async def collected(service: ServiceClient, organization: str, **fields: Any) -> str:
    """Collects an opinion report and returns its id."""
    given = {"title": "河道边的路灯坏了", "content": "三个月无人修理", "channel": "window", **fields}
    return str((await service.post("/opinions", clerk(organization), **given))["id"])


async def approved(service: ServiceClient, organization: str, id: str | None = None, **fields: Any) -> str:
    """Edits and approves an opinion report, so that it may be forwarded: a new one, or that of this id."""
    id = id or await collected(service, organization, **fields)
    await service.post(f"/opinions/{id}/edit", clerk(organization), content="三个月无人修理，请尽快处理")
    await service.post(f"/opinions/{id}/approve", clerk(organization))
    return id


async def sent(services: ServiceClients, organization: str, id: str, **fields: Any) -> str:
    """Forwards a report to the organization above, or that of the field `to`, delivers it, and returns the id of the transfer."""
    service = service_of(services, organization)
    await service.post(f"/opinions/{id}/forward", clerk(organization), **fields)
    await services.deliver()
    return await newest(service, organization, "out")


async def newest(service: ServiceClient, organization: str, side: str) -> str:
    """Returns the id of the last transfer of one side."""
    shown = await service.get("/transfers", clerk(organization), side=side)
    return str(shown["items"][0]["id"])  # the last sent first


async def arrived(service: ServiceClient, organization: str) -> str:
    """Returns the id of the matter that was created from the last transfer."""
    shown = await service.get("/transfers", clerk(organization), side="in")
    return str(shown["items"][0]["matter"])


async def taken_over(services: ServiceClients, organization: str, transfer: str) -> str:
    """Accepts a transfer at the receiver and returns the id of its own matter."""
    after = await service_of(services, organization).post(f"/transfers/{transfer}/accept", clerk(organization))
    await services.deliver()
    return str(after["id"])


async def brought_up(services: ServiceClients, *organizations: str) -> list[str]:
    """Forwards one report from the first organization to the last, accepted by each, and returns the id that it has at each."""
    ids = [await approved(service_of(services, organizations[0]), organizations[0])]
    for below, above in pairwise(organizations):
        transfer = await sent(services, below, ids[-1])
        ids.append(await taken_over(services, above, transfer))
        if above != organizations[-1]:
            await approved(service_of(services, above), above, ids[-1])
    return ids
