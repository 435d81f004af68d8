"""The memberships that `reconcile` computes from invitations and consents equal those of the record, whatever was recorded."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deploy.ops.reconcile.memberships import with_memberships
from shared.contracts.dated import DatedFlag
from shared.contracts.facts import OrganizationFacts
from shared.contracts.vocabulary import Level
from shared.domain.log import Entry
from shared.domain.organizations.state import Flagged, Joined, Organization

MEMBERS = ("520600", "520603")
DAY = date(2014, 1, 1)

days = st.integers(0, 6).map(lambda number: DAY + timedelta(days=number))
steps = st.lists(st.tuples(days, st.sampled_from(MEMBERS), st.booleans()), max_size=8)
dated = st.dictionaries(days, st.booleans(), max_size=4).map(
    lambda flags: tuple(DatedFlag(day, holds) for day, holds in sorted(flags.items()))
)


def conference(admissions: list[tuple[date, str, bool]], consents: dict[str, tuple[DatedFlag, ...]]) -> Organization:
    log = (Entry(command="enter", on=DAY), *(Entry(command="admit", on=day) for day, _, _ in admissions))
    joined = (Joined(entry=entry, member=each, holds=holds) for entry, (_, each, holds) in enumerate(admissions, 2))
    return Organization(
        level=Level.CONFERENCE,
        log=log,
        roster=(Flagged(entry=1, holds=True),),
        memberships=tuple(joined),
        consents=consents,
    )


@given(admissions=steps, consents=st.dictionaries(st.sampled_from(MEMBERS), dated))
def test_memberships_equal_a_plain_reading_of_every_day(
    admissions: list[tuple[date, str, bool]], consents: dict[str, tuple[DatedFlag, ...]]
) -> None:
    facts = conference(sorted(admissions, key=lambda step: step[:2]), consents).facts()
    of_members = {(member, "wulingshan"): list(flags) for member, flags in consents.items()}
    [(_, found)] = with_memberships([("wulingshan", facts)], of_members)
    assert isinstance(found, OrganizationFacts)
    assert found.memberships == facts.memberships


def test_a_consent_that_is_only_in_the_copy_is_not_counted() -> None:
    state = conference([(DAY, "520600", True)], {"520600": (DatedFlag(DAY, holds=True),)})
    [(_, found)] = with_memberships([("wulingshan", state.facts())], {})
    assert isinstance(found, OrganizationFacts)
    assert state.facts().memberships
    assert found.memberships == ()
