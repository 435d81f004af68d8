"""Limits of failed logins: of an account, of an address, in total."""

from asyncio import CancelledError

import pytest

from shared.domain.errors import UnauthenticatedError
from shared.web.login_limits import ALTOGETHER, PER_ACCOUNT, PER_ADDRESS, PER_PAIR, SECONDS, LoginLimiter
from shared.web.problem import HttpRefusedError

HOME = "192.0.2.1"


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> LoginLimiter:
    return LoginLimiter(clock)


def address(number: int) -> str:
    return f"198.51.{number // 250}.{number % 250}"


def passed(limiter: LoginLimiter, tries: list[tuple[str, str]]) -> int:
    """Returns how many of these attempts reach the verification of the password."""
    through = 0
    for account, from_address in tries:
        try:
            limiter.begin(account, from_address)
        except HttpRefusedError:
            continue
        through += 1
    return through


def test_an_account_is_limited_from_one_address_and_from_all_together(limiter: LoginLimiter) -> None:
    assert passed(limiter, [("a", HOME)] * 100) == PER_PAIR
    assert passed(limiter, [("a", address(number)) for number in range(100)]) == PER_ACCOUNT - PER_PAIR


def test_an_address_is_limited_over_all_accounts(limiter: LoginLimiter) -> None:
    assert passed(limiter, [(f"a{number}", HOME) for number in range(1000)]) == PER_ADDRESS
    assert passed(limiter, [("a", address(1))]) == 1


def test_all_addresses_together_are_limited(limiter: LoginLimiter) -> None:
    assert passed(limiter, [(f"a{number}", address(number)) for number in range(3000)]) == ALTOGETHER


def test_after_the_window_failures_are_forgotten(limiter: LoginLimiter, clock: Clock) -> None:
    assert passed(limiter, [("a", HOME)] * 100) == PER_PAIR
    clock.seconds = SECONDS - 1
    with pytest.raises(HttpRefusedError) as refused:
        limiter.begin("a", HOME)
    assert refused.value.headers == {"Retry-After": "1"}
    clock.seconds = SECONDS
    assert passed(limiter, [("a", HOME)] * 100) == PER_PAIR


def test_a_success_gives_its_count_back_so_that_an_office_may_share_an_address(limiter: LoginLimiter) -> None:
    for number in range(2 * PER_ADDRESS):
        limiter.succeeded(limiter.begin(f"a{number % 300}", HOME))


def test_an_attack_from_elsewhere_does_not_lock_the_owner_out(limiter: LoginLimiter) -> None:
    limiter.succeeded(limiter.begin("a", HOME))
    passed(limiter, [("a", address(number)) for number in range(1000)])
    passed(limiter, [(f"b{number}", HOME) for number in range(1000)])
    passed(limiter, [(f"c{number}", address(number)) for number in range(3000)])
    limiter.succeeded(limiter.begin("a", HOME))
    with pytest.raises(HttpRefusedError):
        limiter.begin("a", "203.0.113.9")


def test_the_addresses_of_one_ipv6_site_count_as_one(limiter: LoginLimiter) -> None:
    assert passed(limiter, [("a", f"2001:db8::{number:x}") for number in range(100)]) == PER_PAIR
    assert passed(limiter, [("a", "2001:db8:0:1::1"), ("a", "::ffff:192.0.2.7")]) == 2


@pytest.mark.parametrize("failure", [ConnectionRefusedError(), CancelledError()])
def test_a_verification_that_the_service_did_not_finish_is_not_counted(
    limiter: LoginLimiter, failure: BaseException
) -> None:
    for _ in range(PER_PAIR):
        with pytest.raises(type(failure)), limiter.verifying("a", HOME):
            raise failure
    assert passed(limiter, [("a", address(number)) for number in range(100)]) == PER_ACCOUNT
    assert passed(limiter, [("a", HOME)]) == 0


def test_a_verification_of_a_wrong_password_is_counted(limiter: LoginLimiter) -> None:
    for _ in range(PER_PAIR):
        with pytest.raises(UnauthenticatedError), limiter.verifying("a", HOME):
            raise UnauthenticatedError("login-failed", "账号或密码不正确")
    assert passed(limiter, [("a", HOME)]) == 0
