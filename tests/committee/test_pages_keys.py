"""The page of keys: the security administrator sees which key of an organization is confirmed, and by whom."""

from sqlalchemy import delete

from shared.committee.encryption.trusted_keys import trusted_keys
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClients

BY = "security_administrator"


async def test_the_keeper_of_an_organization_shows_that_it_has_endorsed_its_first_key(
    connected: ServiceClients,
) -> None:
    page = words(await PageClient(connected.city, BY).get("/keys?q=520603"))
    (key,) = connected.city.context.directory.keys.keys_of("520603")
    assert key.signing_key.hex() in page
    assert "万山区（520603）" in page
    assert "已确认 首个密钥，由 520600 告知各服务" in page


async def test_a_key_that_nobody_has_confirmed_is_named_above_the_list(connected: ServiceClients) -> None:
    async with connected.township.context.service.transaction() as connection:
        await connection.execute(delete(trusted_keys))
    page = words(await PageClient(connected.township, BY).get("/keys?unconfirmed=1&q=520600"))
    assert "公布的密钥没有经确认，不能向其报送" in page
    assert "铜仁市（520600）" in page
    assert "未确认" in page


async def test_nobody_else_reads_the_list_or_is_led_to_it(connected: ServiceClients) -> None:
    for by in ("administrator", "audit_administrator", "522625-secretariat"):
        clerk = PageClient(connected.county, by)
        assert (await clerk.get("/keys")).status_code == 403
        assert 'href="/keys"' not in (await clerk.get("/organizations")).text
    assert 'href="/keys"' in (await PageClient(connected.county, BY).get("/organizations")).text
