"""The position of an organization in `reconcile`, and the organizations that a service reports on."""

from deploy.ops.reconcile.ancestry import Ancestry, reach
from shared.contracts.vocabulary import Level
from tests.support.events import conference, day, place

PLACES = {
    "t": place(Level.TOWNSHIP, (0, "d")),
    "d": place(Level.COUNTY, (0, "east"), (10, "west")),
    "east": place(Level.CITY, (0, "p")),
    "west": place(Level.CITY, (0, "p")),
    "j": conference((5, "d", True), (8, "east", True), (12, "west", True), (20, "d", False)),
    "k": conference((30, "t", True), (31, "t", False)),
    "alone": place(Level.COUNTY),
}


def test_a_member_below_a_member_is_under_the_conference_once() -> None:
    ancestry = Ancestry(PLACES)
    assert ancestry.above("t", day(4)) == {"t", "d", "east", "p"}
    assert ancestry.above("t", day(9)) == {"t", "d", "east", "p", "j"}
    assert ancestry.above("t", day(20)) == {"t", "d", "west", "p", "j"}
    assert "k" in ancestry.above("t", day(30)) - ancestry.above("t", day(31))


def test_membership_ends_with_the_release() -> None:
    places = PLACES | {"j": conference((5, "d", True), (20, "d", False))}
    ancestry = Ancestry(places)
    assert ["j" in ancestry.above("t", day(on)) for on in (4, 5, 19, 20)] == [False, True, True, False]


def test_a_service_reports_on_all_that_ever_were_below_one_of_its_own() -> None:
    assert reach(frozenset({Level.CONFERENCE}), PLACES) == {"t", "d", "east", "west", "j", "k"}
    assert reach(frozenset({Level.CITY}), PLACES) == {"t", "d", "east", "west"}
    assert reach(frozenset({Level.TOWNSHIP}), PLACES) == {"t"}
