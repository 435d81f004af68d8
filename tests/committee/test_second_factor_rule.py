"""The charter names the roles that have to log in with a second factor."""

from dataclasses import replace
from datetime import date

from shared.committee.relations import second_factor_rule
from shared.contracts.vocabulary import Role
from shared.domain.charters.charters import Amendment
from shared.web.accounts import Account
from tests.committee.service_clients import ServiceClients

ADMINISTRATOR = Account(name="administrator", organization=None, roles=frozenset({Role.SYSTEM_ADMINISTRATOR}))
CLERK = Account(name="522625-secretariat", organization="522625", roles=frozenset({Role.SECRETARIAT}))


async def test_a_second_factor_is_required_by_the_charter_except_of_demonstration_accounts(
    roster: ServiceClients,
) -> None:
    context = roster.county.context
    assert not second_factor_rule(context)(ADMINISTRATOR)
    rule = Amendment(date(2000, 1, 1), {"second_factor_roles": (Role.SYSTEM_ADMINISTRATOR,)})
    charters = replace(context.charters, rules=(*context.charters.rules, rule))
    is_required = second_factor_rule(replace(context, charters=charters))
    assert is_required(ADMINISTRATOR)
    assert not is_required(CLERK)
    assert not is_required(replace(ADMINISTRATOR, second_factor_exempt=True))
