"""Values that a page shows once."""

from shared.web.login.shown_once import MOST, SECONDS, ShownOnce
from tests.support.clock import MonotonicClock


def test_a_value_is_returned_once_to_its_account_and_path() -> None:
    shown = ShownOnce[str](MonotonicClock())
    shown.put("a", "/accounts/x", "secret")
    assert shown.take("b", "/accounts/x") is None
    assert shown.take("a", "/accounts/y") is None
    assert shown.take("a", "/accounts/x") == "secret"
    assert shown.take("a", "/accounts/x") is None


def test_a_value_is_removed_after_five_minutes() -> None:
    clock = MonotonicClock()
    shown = ShownOnce[str](clock)
    shown.put("a", "/", "secret")
    clock.seconds = SECONDS
    assert shown.take("a", "/") is None


def test_a_further_value_replaces_the_oldest() -> None:
    shown = ShownOnce[int](MonotonicClock())
    for number in range(MOST + 1):
        shown.put("a", f"/{number}", number)
    assert shown.take("a", "/0") is None
    assert shown.take("a", f"/{MOST}") == MOST
