"""What the demonstration loads, before anything runs: its rosters, conferences, stories and accounts."""

from collections import Counter
from datetime import date
from itertools import pairwise

from deploy import ports
from deploy.demo.accounts import SHOWN, of_service
from deploy.demo.conferences import CONFERENCES, WULINGSHAN
from deploy.demo.neighbours import neighbour_rows, neighbour_townships, wulingshan_members
from deploy.demo.proposals import stories
from deploy.demo.roster import BOZHOU, PRINTED_TOWNSHIPS, ZUNYI_COUNTY, township_rows, upper_rows
from deploy.demo.telling import shelf_of

TODAY = date(2026, 6, 30)


def test_below_the_18_members_stand_112_counties_and_1834_townships() -> None:
    members = set(wulingshan_members())
    upper = [*upper_rows(), *neighbour_rows()]
    counties = {row.code for row in upper if row.level == "county" and {row.code, row.parent_code} & members}
    above = {BOZHOU if code == ZUNYI_COUNTY else code for code in counties}
    townships = [row for row in (*township_rows(), *neighbour_townships()) if row.parent_code in above]
    assert (len(members), len(counties), len(townships)) == (18, 112, 1834)


def test_everything_on_the_roster_stands_below_something_that_is_on_it() -> None:
    rows = [*upper_rows(), *neighbour_rows(), *township_rows(), *neighbour_townships()]
    known = {row.code for row in rows} | {BOZHOU}
    assert {row.parent_code for row in rows if row.level != "province"} <= known
    assert set(PRINTED_TOWNSHIPS) <= known


def test_a_convenor_is_a_member_and_convenes_for_a_year() -> None:
    for conference in CONFERENCES:
        since = {dated.member: dated.day for dated in conference.members}
        assert all(since[dated.member] <= dated.day for dated in conference.convenors)
        assert all(conference.since <= day for day in since.values())
    days = [dated.day for dated in WULINGSHAN.convenors]
    assert all((later - day).days in (365, 366) for day, later in pairwise(days))


def test_a_story_is_known_by_its_title_among_those_of_its_organization() -> None:
    titles = Counter((shelf_of(story), story.title) for story in stories(TODAY))
    assert set(titles.values()) == {1}


def test_every_account_is_of_one_service_and_those_shown_are_among_them() -> None:
    names = [account.name for service in ports.SERVICES for account in of_service(service)]
    assert len(set(names)) == len(names)
    assert set(SHOWN) <= set(names)
