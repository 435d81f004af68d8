"""Every command on a proposal by every role that may not give it, generated from the grants of the commands."""

import re

import pytest

from shared.contracts.vocabulary import ADMINISTRATORS, Role
from shared.domain.proposals.commands import COMMANDS
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients, account_with
from tests.support.example_commands import example_of
from tests.support.matters import request_body

OWN, OTHER = "522625", "520603"
IDENTIFIER = re.compile(r"[A-Za-z_]{2,}")
GRANTED = {
    command: grant.scopes
    for name, grant in COMMANDS.permissions()
    if (command := name.partition(".")[2]) in COMMANDS.by_name and command != "draft"
}
"""Command -> role -> the relation to the proposal that its permission requires."""


async def check_refused(service: ServiceClient, id: str, by: str, commands: list[str], *, status: int = 403) -> None:
    """Checks that an account may give none of the commands, and that nothing has changed afterwards. `status`: of the responses."""
    before, published = await service.get(f"/proposals/{id}", f"{OWN}-secretariat"), len(await service.announced())
    for name in commands:
        body = request_body(example_of(COMMANDS.by_name[name]))
        answer = await service.call("POST", f"/proposals/{id}/{name}", by, json=body)
        problem = answer.json()
        assert answer.status_code == status, (name, by, problem)
        assert problem["title"]
        assert not IDENTIFIER.search(problem["title"] + problem["detail"]), problem
    assert await service.get(f"/proposals/{id}", f"{OWN}-secretariat") == before
    assert len(await service.announced()) == published


@pytest.mark.parametrize("role", Role)
async def test_a_role_gives_no_command_that_is_not_its_own(roster: ServiceClients, role: Role) -> None:
    """A member has not begun the proposal, and a handling unit is not its handler."""
    service = roster.county
    id = await brought_to(service, "file")
    await service.post(f"/proposals/{id}/assign", f"{OWN}-secretariat", sole="别的单位")
    refused = [name for name, scopes in GRANTED.items() if scopes.get(role) != "own"]
    assert len(refused) > 0 or role is Role.SECRETARIAT
    by = account_with(role, OWN)
    await check_refused(service, id, by, refused, status=404 if role in ADMINISTRATORS else 403)


@pytest.mark.parametrize("role", ["secretariat", "proposals_committee", "leader", "member", "handling_unit"])
async def test_no_role_of_another_committee_gives_any_command(roster: ServiceClients, role: str) -> None:
    id = await brought_to(roster.county, "assign")
    await check_refused(roster.county, id, f"{OTHER}-{role}", list(GRANTED), status=404)
