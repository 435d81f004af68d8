"""What is offered exists: every command that an answer lists has a route at the address of what it is about."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.access import at_matter
from shared.committee.matters.kind import AnyKind
from shared.contracts.vocabulary import Role
from shared.domain.organizations.transitions import TRANSITIONS
from shared.domain.transfers.commands import OF_A_TRANSFER
from shared.web.accounts import Account
from shared.web.permissions import may
from tests.committee.forwarding import CITY, COUNTY, approved, arrived, clerk, newest, sent
from tests.committee.service_clients import ServiceClient, ServiceClients

OWN = "522625"
UNIT = "县教育局"


def routes(service: ServiceClient) -> set[str]:
    """Returns the addresses of the routes that accept POST."""
    paths: dict[str, dict[str, Any]] = service.app.openapi()["paths"]
    return {path.removeprefix("/api/v1") for path, methods in paths.items() if "post" in methods}


def offered(kind: AnyKind) -> Iterator[tuple[str, str, str]]:
    """Yields every state, role and command for which `commands` may list the command."""
    for state in kind.states:
        for role in Role:
            account = Account(name="somebody", organization=OWN, roles=frozenset({role}), unit=UNIT)
            for command in at_matter(kind.transitions.allowed(state)):
                if may(account, f"{kind.name}.{command}", relation="own", units=[UNIT], author=True):
                    yield str(state), str(role), command


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_every_command_of_a_matter_has_a_route_at_its_address(roster: ServiceClients, kind: AnyKind) -> None:
    known = routes(roster.county)
    listed = list(offered(kind))
    assert listed
    assert [each for each in listed if f"/{kind.name}/{{id}}/{each[-1]}" not in known] == []


async def test_every_command_of_an_organization_and_of_a_transfer_has_a_route(roster: ServiceClients) -> None:
    known = routes(roster.county)
    assert {f"/organizations/{{key}}/{command}" for command in TRANSITIONS} <= known
    assert {f"/transfers/{{id}}/{command}" for command in OF_A_TRANSFER} <= known


async def test_a_matter_under_way_offers_what_can_be_posted_to_it(connected: ServiceClients) -> None:
    id = await approved(connected.county, COUNTY)
    await sent(connected, COUNTY, id)
    for service, organization, matter in (
        (connected.county, COUNTY, id),
        (connected.city, CITY, await arrived(connected.city, CITY)),
    ):
        commands = (await service.get(f"/opinions/{matter}", clerk(organization)))["commands"]
        assert commands
        for command in commands:
            answer = await service.call(
                "POST", f"/opinions/{matter}/{command}", clerk(organization), json={"no": "such field"}
            )
            assert answer.status_code == 422, command
    await connected.city.post(f"/transfers/{await newest(connected.city, CITY, 'in')}/accept", clerk(CITY))
