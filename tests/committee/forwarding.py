"""Opinion reports that are forwarded between the levels, by requests."""

from itertools import pairwise
from typing import Any

from tests.committee.desk import Desk, Desks

TOWNSHIP, COUNTY, CITY, PROVINCE = "520603202", "520603", "520600", "520000"


def clerk(organization: str) -> str:
    return f"{organization}-secretariat"


def desk_of(desks: Desks, organization: str) -> Desk:
    return {TOWNSHIP: desks.township, COUNTY: desks.county, CITY: desks.city, PROVINCE: desks.region}[organization]


async def collected(desk: Desk, organization: str, **fields: Any) -> str:
    """Collects an opinion report and returns its id."""
    given = {"title": "河道边的路灯坏了", "content": "三个月无人修理", "channel": "window", **fields}
    return str((await desk.post("/opinions", clerk(organization), **given))["id"])


async def approved(desk: Desk, organization: str, id: str | None = None, **fields: Any) -> str:
    """Edits and approves an opinion report, so that it may be forwarded: a new one, or that of this id."""
    id = id or await collected(desk, organization, **fields)
    await desk.post(f"/opinions/{id}/edit", clerk(organization), content="三个月无人修理，请尽快处理")
    await desk.post(f"/opinions/{id}/approve", clerk(organization))
    return id


async def sent(desks: Desks, organization: str, id: str, **fields: Any) -> str:
    """Forwards a report to the organization above, or that of the field `to`, delivers it, and returns the id of the transfer."""
    desk = desk_of(desks, organization)
    await desk.post(f"/opinions/{id}/forward", clerk(organization), **fields)
    await desks.deliver()
    return await newest(desk, organization, "out")


async def newest(desk: Desk, organization: str, side: str) -> str:
    """Returns the id of the last transfer of one side."""
    shown = await desk.get("/transfers", clerk(organization), side=side)
    return str(max(shown["items"], key=lambda each: (each["sent_on"], each["id"]))["id"])


async def arrived(desk: Desk, organization: str) -> str:
    """Returns the id of the matter that was created from the last transfer."""
    shown = await desk.get("/transfers", clerk(organization), side="in")
    return str(shown["items"][0]["matter"])


async def taken_over(desks: Desks, organization: str, transfer: str) -> str:
    """Accepts a transfer at the receiver and returns the id of its own matter."""
    after = await desk_of(desks, organization).post(f"/transfers/{transfer}/accept", clerk(organization))
    await desks.deliver()
    return str(after["id"])


async def brought_up(desks: Desks, *organizations: str) -> list[str]:
    """Forwards one report from the first organization to the last, accepted by each, and returns the id that it has at each."""
    ids = [await approved(desk_of(desks, organizations[0]), organizations[0])]
    for below, above in pairwise(organizations):
        transfer = await sent(desks, below, ids[-1])
        ids.append(await taken_over(desks, above, transfer))
        if above != organizations[-1]:
            await approved(desk_of(desks, above), above, ids[-1])
    return ids
