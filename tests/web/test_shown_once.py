"""Values that a page shows once."""

from shared.web.shown_once import MOST, SECONDS, ShownOnce


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_value_is_returned_once_to_its_account_and_path() -> None:
    shown = ShownOnce[str](Clock())
    shown.put("a", "/accounts/x", "secret")
    assert shown.take("b", "/accounts/x") is None
    assert shown.take("a", "/accounts/y") is None
    assert shown.take("a", "/accounts/x") == "secret"
    assert shown.take("a", "/accounts/x") is None


def test_a_value_is_removed_after_five_minutes() -> None:
    clock = Clock()
    shown = ShownOnce[str](clock)
    shown.put("a", "/", "secret")
    clock.now = SECONDS
    assert shown.take("a", "/") is None


def test_a_further_value_replaces_the_oldest() -> None:
    shown = ShownOnce[int](Clock())
    for number in range(MOST + 1):
        shown.put("a", f"/{number}", number)
    assert shown.take("a", "/0") is None
    assert shown.take("a", f"/{MOST}") == MOST
