"""Limits of failed logins: of an account from an address, of an account, of an address, with a growing wait."""

from asyncio import CancelledError

import pytest

from shared.contracts.vocabulary import Role
from shared.domain.errors import UnauthenticatedError
from shared.web.login import limits as login_limits
from shared.web.login.attempts import login_attempts
from shared.web.login.limits import FORGOTTEN_AFTER, LONGEST_WAIT, PER_ACCOUNT, PER_ADDRESS, PER_PAIR, LoginLimiter
from shared.web.problem import HttpRefusedError
from tests.support.problems import check_problem
from tests.support.site import PASSWORD, Site, open_site

HOME = "192.0.2.1"
NAME = "522625-secretariat"


@pytest.fixture
def limiter(site: Site) -> LoginLimiter:
    return LoginLimiter(site.database, b"s" * 32, site.clock.now)


def address(number: int) -> str:
    return f"198.51.{number // 250}.{number % 250}"


async def passed(limiter: LoginLimiter, tries: list[tuple[str, str]]) -> int:
    """Returns how many of these attempts reach the verification of the password."""
    through = 0
    for account, from_address in tries:
        try:
            await limiter.begin(account, from_address)
        except HttpRefusedError:
            continue
        through += 1
    return through


async def log_in(limiter: LoginLimiter, account: str, from_address: str) -> None:
    async with limiter.verifying(account, from_address):
        pass


async def waiting(limiter: LoginLimiter, account: str = "a") -> int:
    """Returns the seconds that the next attempt has to wait."""
    with pytest.raises(HttpRefusedError) as refused:
        await limiter.begin(account, HOME)
    return int(refused.value.headers["Retry-After"])


async def test_an_account_is_limited_from_one_address_and_from_all_together(limiter: LoginLimiter) -> None:
    assert await passed(limiter, [("a", HOME)] * 20) == PER_PAIR
    assert await passed(limiter, [("a", address(number)) for number in range(40)]) == PER_ACCOUNT - PER_PAIR
    assert await passed(limiter, [("b", HOME)]) == 1


async def test_an_address_is_limited_over_all_accounts(limiter: LoginLimiter) -> None:
    assert await passed(limiter, [(f"a{number}", HOME) for number in range(PER_ADDRESS + 20)]) == PER_ADDRESS
    assert await passed(limiter, [("a", address(1))]) == 1


async def test_each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(
    limiter: LoginLimiter, site: Site
) -> None:
    await passed(limiter, [("a", HOME)] * PER_PAIR)
    waits = []
    for _ in range(8):
        waits.append(await waiting(limiter))
        site.clock.advance(seconds=waits[-1] - 1)
        assert await waiting(limiter) == 1
        site.clock.advance(seconds=1)
        assert await passed(limiter, [("a", HOME)] * 3) == 1
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


async def test_after_an_hour_without_an_attempt_failures_are_forgotten(limiter: LoginLimiter, site: Site) -> None:
    assert await passed(limiter, [("a", HOME)] * 20) == PER_PAIR
    site.clock.advance(seconds=int(FORGOTTEN_AFTER.total_seconds()))
    assert await passed(limiter, [("a", HOME)] * 20) == PER_PAIR


async def test_failures_outlive_the_process_and_are_counted_by_all_replicas(limiter: LoginLimiter, site: Site) -> None:
    await passed(limiter, [("a", HOME)] * 3)
    replica = LoginLimiter(site.database, b"s" * 32, site.clock.now)
    assert await passed(replica, [("a", HOME)] * 20) == PER_PAIR - 3


async def test_a_success_gives_its_count_back_so_that_an_office_may_share_an_address(limiter: LoginLimiter) -> None:
    for number in range(PER_ADDRESS + 5):
        await log_in(limiter, f"a{number % 30}", HOME)


async def test_a_success_forgets_the_failures_before_it(limiter: LoginLimiter) -> None:
    await passed(limiter, [("a", HOME)] * (PER_PAIR - 1))
    await log_in(limiter, "a", HOME)
    assert await passed(limiter, [("a", HOME)] * 20) == PER_PAIR


async def test_an_attack_from_elsewhere_does_not_lock_the_owner_out(limiter: LoginLimiter) -> None:
    await log_in(limiter, "a", HOME)
    await passed(limiter, [("a", address(number)) for number in range(40)])
    await passed(limiter, [(f"b{number}", HOME) for number in range(PER_ADDRESS + 5)])
    await log_in(limiter, "a", HOME)
    with pytest.raises(HttpRefusedError):
        await limiter.begin("a", "203.0.113.9")


async def test_the_owner_at_an_unknown_address_waits_a_quarter_of_an_hour_at_most(
    limiter: LoginLimiter, site: Site
) -> None:
    for _ in range(4):
        await passed(limiter, [("a", address(number)) for number in range(40)])
        assert await waiting(limiter) <= LONGEST_WAIT.total_seconds()
        site.clock.advance(minutes=15)
    await log_in(limiter, "a", HOME)


async def test_the_addresses_of_one_ipv6_site_count_as_one(limiter: LoginLimiter) -> None:
    assert await passed(limiter, [("a", f"2001:db8::{number:x}") for number in range(20)]) == PER_PAIR
    assert await passed(limiter, [("a", "2001:db8:0:1::1"), ("a", "::ffff:192.0.2.7")]) == 2


@pytest.mark.parametrize("failure", [ConnectionRefusedError(), CancelledError()])
async def test_a_verification_that_the_service_did_not_finish_is_not_counted(
    limiter: LoginLimiter, failure: BaseException
) -> None:
    for _ in range(PER_PAIR + 2):
        with pytest.raises(type(failure)):
            async with limiter.verifying("a", HOME):
                raise failure
    assert await passed(limiter, [("a", HOME)] * 20) == PER_PAIR


async def test_a_verification_of_a_wrong_password_is_counted(limiter: LoginLimiter) -> None:
    for _ in range(PER_PAIR):
        with pytest.raises(UnauthenticatedError):
            async with limiter.verifying("a", HOME):
                raise UnauthenticatedError("login-failed", "账号或密码不正确")
    assert await passed(limiter, [("a", HOME)]) == 0


async def test_forgotten_failures_are_deleted_and_known_addresses_are_kept(limiter: LoginLimiter, site: Site) -> None:
    await log_in(limiter, "a", HOME)
    await passed(limiter, [("b", address(1))])
    site.clock.advance(hours=1)
    async with site.database.transaction() as connection:
        await login_limits.purge(connection, site.clock.now())
        rows = (await connection.execute(login_attempts.select())).all()
    assert [(row.site, row.known) for row in rows] == [(HOME, True)]


async def test_what_is_typed_into_the_field_of_the_account_is_not_stored(limiter: LoginLimiter, site: Site) -> None:
    await passed(limiter, [("my secret password", HOME)])
    async with site.database.reading() as connection:
        rows = (await connection.execute(login_attempts.select())).all()
    assert "my secret password" not in str(rows)


async def test_the_wait_does_not_reveal_whether_an_account_exists(tmp_path_factory: pytest.TempPathFactory) -> None:
    answers = []
    for name in (NAME, "522626-leader"):
        async with open_site(tmp_path_factory.mktemp("site")) as site:
            await site.account(NAME, Role.SECRETARIAT, organization="522625")
            guess = {"account": name, "password": "something else"}
            for _ in range(PER_PAIR):
                check_problem(await site.client.post("/api/v1/sessions", json=guess), 401, "login-failed")
            refused = await site.client.post("/api/v1/sessions", json=guess)
            answers.append((refused.headers["Retry-After"], check_problem(refused, 429, "too-many-attempts")["detail"]))
    assert answers[0] == answers[1]


async def test_an_administrator_ends_the_wait_of_an_account(site: Site) -> None:
    admin = await site.administrator()
    await site.account(NAME, Role.SECRETARIAT, organization="522625")
    login = {"account": NAME, "password": PASSWORD}
    for command, body in (("unlock", None), ("password", {"password": "battery staple"})):
        for _ in range(PER_PAIR):
            await site.client.post("/api/v1/sessions", json=login | {"password": "something else"})
        check_problem(await site.client.post("/api/v1/sessions", json=login), 429, "too-many-attempts")
        done = await site.client.post(f"/api/v1/accounts/{NAME}/{command}", json=body, headers=admin)
        assert done.status_code == 204
        opened = await site.client.post("/api/v1/sessions", json=login | (body or {}))
        assert opened.status_code == 201
