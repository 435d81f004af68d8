"""Forms that are kept while nobody is logged in: few, not for long, for their account alone."""

from shared.web.forms_before_login import MOST_BYTES, PER_ACCOUNT, SECONDS, SuspendedForms
from tests.support.clock import MonotonicClock


def test_a_form_is_kept_for_its_account_and_page_alone() -> None:
    kept = SuspendedForms(MonotonicClock())
    kept.keep("a", "/visits/new", {"title": ["x"]})
    assert kept.find("a", "/visits/new") == {"title": ["x"]}
    assert kept.find("b", "/visits/new") is None
    assert kept.find("a", "/opinions/new") is None
    kept.discard("a", "/visits/new")
    assert not kept.has_any("a")


def test_a_form_is_kept_for_an_hour() -> None:
    clock = MonotonicClock()
    kept = SuspendedForms(clock)
    kept.keep("a", "/visits/new", {"title": ["x"]})
    clock.seconds = SECONDS - 1
    assert kept.find("a", "/visits/new")
    clock.seconds = SECONDS
    assert kept.find("a", "/visits/new") is None


def test_the_oldest_forms_make_room() -> None:
    kept = SuspendedForms(MonotonicClock())
    for number in range(PER_ACCOUNT + 1):
        kept.keep("a", f"/{number}", {"title": ["x"]})
    assert kept.find("a", "/0") is None
    assert kept.find("a", "/1")
    half = "x" * (MOST_BYTES // 8)
    for account in ("b", "c", "d"):
        kept.keep(account, "/", {"content": [half]})
    assert [kept.find(account, "/") is None for account in ("b", "c", "d")] == [True, True, False]
