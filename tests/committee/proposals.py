"""Proposals that are brought into a state by requests."""

from datetime import date
from typing import Any

from shared.domain.charters.charters import Amendment
from shared.domain.charters.values import Stage
from tests.committee.service_clients import ServiceClient
from tests.support.matters import RULES, request_body

LATE = {"late_reason": "补录"}
LIFECYCLE = [(command.name, request_body(command)) for command in RULES["proposal"].lifecycle]
"""The commands from draft to closing, each with the fields of its request."""


async def drafted(service: ServiceClient, *, by: str = "522625-secretariat", **fields: Any) -> str:
    """Drafts a proposal and returns its id."""
    given = {"title": "关于加强㵲阳河治理的提案", "content": "正文", "on": "2026-02-10", **fields}
    return str((await service.post("/proposals", by, **given))["id"])


async def brought_to(service: ServiceClient, last: str, *, by: str = "522625-secretariat", **fields: Any) -> str:
    """Drafts a proposal, gives its commands up to `last`, and returns its id."""
    id = await drafted(service, by=by, **fields)
    await carry_on(service, id, last, by=by)
    return id


async def carry_on(service: ServiceClient, id: str, last: str, *, by: str = "522625-secretariat") -> None:
    """Gives the commands that follow a draft, up to `last`."""
    for command, body in LIFECYCLE:
        await service.post(f"/proposals/{id}/{command}", by, on="2026-02-20", **body)
        if command == last:
            break


def review_replies(service: ServiceClient) -> None:
    """Lets the county's replies be reviewed."""
    charters, stages = service.context.charters, {"stages": (Stage.REPLY_REVIEW,)}
    charters.places["522625"] = (*charters.places["522625"], Amendment(date(2000, 1, 1), stages))
