"""Under whom an organization counts, and when; what a step becomes there."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.dated import DatedParent, Membership
from shared.contracts.vocabulary import Level
from shared.measures.tree import DatedTree, Intervals, TreePosition, book, unite
from tests.measures.naive import is_under
from tests.support.strategies import FIRST, KEYS, SPAN, places

ALWAYS: Intervals = ((date.min, date.max),)


def year(number: int) -> date:
    return date(number, 1, 1)


def place(key: str, *parents: tuple[int, str | None]) -> TreePosition:
    return TreePosition(
        organization=key,
        level=Level.COUNTY,
        parents=tuple(DatedParent(year(since), parent) for since, parent in parents),
    )


def conference(key: str, *changes: tuple[int, str, bool]) -> TreePosition:
    return TreePosition(
        organization=key,
        level=Level.CONFERENCE,
        memberships=tuple(Membership(year(since), member, holds) for since, member, holds in changes),
    )


def test_an_organization_counts_under_itself_always() -> None:
    assert DatedTree().intervals("nowhere") == {"nowhere": ALWAYS}


def test_an_organization_counts_above_from_the_day_it_came_there() -> None:
    tree = DatedTree([place("county", (2010, "city")), place("city", (2000, "province"))])
    assert tree.intervals("county") == {
        "county": ALWAYS,
        "city": ((year(2010), date.max),),
        "province": ((year(2010), date.max),),
    }


def test_a_move_divides_the_days_between_the_old_and_the_new() -> None:
    tree = DatedTree([place("county", (2010, "east"), (2014, "west"), (2016, None)), place("west", (2015, "province"))])
    assert tree.intervals("county") == {
        "county": ALWAYS,
        "east": ((year(2010), year(2014)),),
        "west": ((year(2014), year(2016)),),
        "province": ((year(2015), year(2016)),),
    }


def test_a_move_within_a_city_is_none_for_the_city() -> None:
    tree = DatedTree(
        [
            place("township", (2010, "x"), (2014, "y")),
            place("x", (2000, "city")),
            place("y", (2000, "city")),
        ]
    )
    assert tree.intervals("township")["city"] == ((year(2010), date.max),)


def test_a_member_below_another_member_is_under_the_conference_once() -> None:
    tree = DatedTree(
        [place("county", (2010, "city")), conference("hills", (2012, "city", True), (2013, "county", True))]
    )
    assert tree.intervals("county")["hills"] == ((year(2012), date.max),)


def test_a_member_that_leaves_takes_all_below_it_along_unless_they_are_members_themselves() -> None:
    tree = DatedTree(
        [
            place("county", (2010, "city")),
            place("town", (2010, "county")),
            conference("hills", (2012, "city", True), (2014, "city", False), (2015, "town", True)),
        ]
    )
    assert tree.intervals("county")["hills"] == ((year(2012), year(2014)),)
    assert tree.intervals("town")["hills"] == ((year(2012), year(2014)), (year(2015), date.max))


def test_a_conference_in_a_conference_does_not_bring_its_members() -> None:
    tree = DatedTree([conference("hills", (2012, "city", True)), conference("all", (2013, "hills", True))])
    assert set(tree.intervals("city")) == {"city", "hills"}
    assert tree.intervals("hills")["all"] == ((year(2013), date.max),)


def test_two_that_change_places_are_no_cycle() -> None:
    tree = DatedTree([place("a", (2010, "b"), (2014, None)), place("b", (2014, "a"))])
    assert tree.intervals("a") == {"a": ALWAYS, "b": ((year(2010), year(2014)),)}
    assert tree.intervals("b") == {"b": ALWAYS, "a": ((year(2014), date.max),)}


def test_a_cycle_in_the_data_ends_where_it_meets_itself() -> None:
    tree = DatedTree([place("a", (2010, "b")), place("b", (2010, "a")), place("c", (2012, "c"))])
    assert tree.intervals("a") == {"a": ALWAYS, "b": ((year(2010), date.max),)}
    assert tree.intervals("c") == {"c": ALWAYS}


def test_a_parent_that_becomes_known_later_changes_those_below() -> None:
    tree = DatedTree([place("county", (2010, "city"))])
    assert set(tree.intervals("county")) == {"county", "city"}
    assert tree.put(place("city", (2000, "province"))) == {"city", "county"}
    assert tree.intervals("county")["province"] == ((year(2010), date.max),)


def test_the_same_place_again_changes_nothing() -> None:
    tree = DatedTree([place("county", (2010, "city"))])
    assert tree.put(place("county", (2010, "city"))) == set()


def test_a_member_that_a_correction_takes_back_is_affected() -> None:
    tree = DatedTree([place("county", (2010, "city")), conference("hills", (2012, "city", True))])
    assert tree.affected("hills") == {"hills", "city", "county"}
    assert tree.put(conference("hills")) == {"hills", "city", "county"}
    assert "hills" not in tree.intervals("county")


def test_the_intervals_of_the_unaffected_are_kept() -> None:
    tree = DatedTree([place("a", (2010, "city")), place("b", (2010, "city"))])
    kept = tree.intervals("b")
    tree.put(place("a", (2012, "city")))
    assert tree.intervals("b") is kept


def test_a_step_before_joining_counts_from_the_joining_as_moved() -> None:
    assert list(book(((year(2012), year(2014)),), year(2010), 3)) == [
        (year(2012), 3, True),
        (year(2014), -3, True),
    ]


def test_a_step_on_the_day_of_joining_is_not_moved() -> None:
    assert list(book(((year(2012), date.max),), year(2012), 3)) == [(year(2012), 3, False)]
    assert next(book(((year(2012), year(2014)),), year(2012), 3)) == (year(2012), 3, False)


def test_a_step_after_leaving_does_not_count() -> None:
    assert list(book(((year(2012), year(2014)),), year(2014), 3)) == []


def test_a_step_on_the_last_of_all_days_counts() -> None:
    assert list(book(ALWAYS, date.max, 1)) == [(date.max, 1, False)]


def test_who_joins_again_brings_its_steps_again() -> None:
    twice = ((year(2010), year(2012)), (year(2014), date.max))
    assert list(book(twice, year(2011), 1)) == [
        (year(2011), 1, False),
        (year(2012), -1, True),
        (year(2014), 1, True),
    ]


days = st.integers(0, 30).map(lambda n: FIRST + timedelta(n))


@given(st.lists(st.tuples(days, days).filter(lambda piece: piece[0] < piece[1])))
def test_a_union_covers_the_same_days_with_gaps_between(pieces: list[tuple[date, date]]) -> None:
    united = unite(pieces)
    assert all(one[1] < next_one[0] for one, next_one in pairwise(united))
    for n in range(31):
        day = FIRST + timedelta(n)
        assert any(a <= day < b for a, b in united) == any(a <= day < b for a, b in pieces)


def _all_days() -> Iterator[date]:
    return (FIRST + timedelta(n) for n in range(-1, SPAN + 2))


@pytest.mark.full
@settings(max_examples=150)
@given(st.lists(places(cycles=True), max_size=16))
def test_on_every_day_everyone_counts_under_those_that_a_walk_up_meets(changes: list[TreePosition]) -> None:
    tree = DatedTree()
    known: dict[str, TreePosition] = {}
    for change in changes:
        for key in KEYS:
            tree.intervals(key)
        tree.put(change)
        known[change.organization] = change
    for key in KEYS:
        intervals = tree.intervals(key)
        assert all(begin < end for pieces in intervals.values() for begin, end in pieces)
        for top in (*KEYS, "unknown"):
            for day in _all_days():
                inside = any(begin <= day < end for begin, end in intervals.get(top, ()))
                assert inside == is_under(known, key, top, day), (key, top, day)
