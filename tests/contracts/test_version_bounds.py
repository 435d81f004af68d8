"""A version that its writer cannot have produced is refused; every version of a writer is accepted, whatever was lost before it."""

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.envelope import HIGHEST
from shared.contracts.version_bounds import (
    EPOCHS_AHEAD,
    FIRST_EPOCHS,
    FIRST_SEQUENCES,
    SEQUENCES_AHEAD,
    is_plausible,
    newest_plausible,
)

Version = tuple[int, int]
numbers = st.integers(1, HIGHEST)
versions = st.tuples(numbers, numbers)


def chosen(versions: list[Version], known: Version | None = None) -> tuple[Version | None, list[Version]]:
    """Returns the newest accepted version of one subject, and those that are refused."""
    stored = {} if known is None else {"a": known}
    newest, refused = newest_plausible(versions, lambda each: ("a", each), stored)
    return newest.get("a"), [each for each, _ in refused]


@given(known=versions)
def test_the_next_event_of_a_subject_is_accepted_whatever_was_accepted_before(known: Version) -> None:
    epoch, sequence = known
    assert is_plausible((epoch, sequence + 1), known)
    assert is_plausible((epoch + 1, 1), known)


@given(known=versions, old=versions)
def test_an_old_version_is_no_forgery(known: Version, old: Version) -> None:
    assert old > known or is_plausible(old, known)


def test_the_highest_version_silences_nobody() -> None:
    for known in (None, (1, 1), (1, 400), (3, 1)):
        for forged in ((3, HIGHEST), (HIGHEST, 1), (HIGHEST, HIGHEST)):
            assert not is_plausible(forged, known)


def test_a_restored_database_can_publish_above_any_first_version_that_was_forged() -> None:
    forged = (FIRST_EPOCHS, FIRST_SEQUENCES)
    assert is_plausible(forged, None)
    for known in (forged, (1, 1), (FIRST_EPOCHS, 1)):
        assert is_plausible((forged[0] + 2, 1), known)
        assert is_plausible((forged[0] + 2, FIRST_SEQUENCES), known)


def test_the_bounds_leave_room_for_lost_events_and_no_more() -> None:
    assert is_plausible((1, 5 + SEQUENCES_AHEAD), (1, 5))
    assert not is_plausible((1, 6 + SEQUENCES_AHEAD), (1, 5))
    assert is_plausible((1 + EPOCHS_AHEAD, 7), (1, 5))
    assert not is_plausible((2 + EPOCHS_AHEAD, 7), (1, 5))


def test_a_forged_version_hides_no_genuine_one_of_the_same_batch() -> None:
    assert chosen([(1, 2), (1, HIGHEST), (1, 3)]) == ((1, 3), [(1, HIGHEST)])
    assert chosen([(HIGHEST, 1), (1, 2)]) == ((1, 2), [(HIGHEST, 1)])
    assert chosen([(1, HIGHEST)], known=(1, 7)) == (None, [(1, HIGHEST)])
    assert chosen([(1, 3), (1, 1)], known=(1, 7)) == (None, [])
