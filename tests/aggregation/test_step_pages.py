"""Packed pages: the same steps as before, whatever they are, and records that are what they were."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.aggregation.packed_pages import PagePart
from services.aggregation.rollup.records import packed, unpacked
from services.aggregation.rollup.step_pages import StepPages
from shared.contracts.pages import PlaceRow, Steps, encode_page, month_of
from shared.contracts.proposal_vocabulary import Breakdown
from shared.contracts.stamps import Stamp
from shared.contracts.vocabulary import Level
from tests.support.events import place

counters = st.text("abc/=", min_size=1, max_size=4)
days = st.dates().flatmap(
    lambda first: st.dictionaries(
        st.integers(1, 28).map(lambda day: first.replace(day=day)),
        st.integers(-(10**12), 10**12),
        min_size=1,
        max_size=5,
    ).map(lambda amounts: (month_of(first), amounts))
)


organizations = st.sampled_from(("520603", "520603101", "520603102"))


@given(
    st.lists(st.tuples(organizations, counters, days, st.integers(0, 3)), max_size=12), st.sampled_from((0, 300, 10**6))
)
def test_pages_have_the_steps_that_were_put_in_whatever_is_packed_and_compressed_meanwhile(
    put: list[tuple[str, str, tuple[str, dict[date, int]], int]], most_grouped: int
) -> None:
    pages, expected = StepPages(most_grouped=most_grouped), dict[str, dict[PagePart, Steps]]()
    for organization, counter, (month, amounts), most in put:
        part = PagePart(2026, month)
        known = expected.setdefault(organization, {}).setdefault(part, {})
        assert pages.get(organization, part) == known
        known[counter] = amounts
        pages.edit(organization, part)[counter] = dict(amounts)
        pages.pack(most=most)
        assert len(pages.opened) <= most
    pages.pack()
    found = {each: {part: pages.get(each, part) for part in pages.parts(each)} for each in pages.organizations()}
    assert found == expected


def test_compressed_pages_of_an_organization_are_read_and_changed_again() -> None:
    pages, part = StepPages(most_grouped=0), PagePart(2026, "2026-01", Breakdown.THEME)
    for number in (1, 2, 3):
        pages.edit("520603", part)[f"counter {number}"] = {date(2026, 1, 2): number}
        pages.pack()
        expected = {f"counter {each}": {date(2026, 1, 2): each} for each in range(1, number + 1)}
        assert pages.get("520603", part) == expected
        pages.pack()
        assert pages.get("520603", part) == expected


def test_a_page_that_lost_all_its_steps_is_still_a_page() -> None:
    pages, part = StepPages(), PagePart(0, "2026-01")
    pages.edit("520603", part)["townships"] = {date(2026, 1, 2): 1}
    pages.pack()
    pages.edit("520603", part).clear()
    pages.pack()
    assert (list(pages.parts("520603")), pages.get("520603", part)) == ([part], {})


@given(st.binary())
def test_records_are_unpacked_to_what_they_were(value: bytes) -> None:
    assert unpacked(packed(value)) == value


def test_a_place_row_takes_less_room_when_it_is_packed() -> None:
    facts = place(Level.COUNTY, (0, "520600"))
    stamp = Stamp(cluster="one", measures=12, session=1, topic="lianxi.city.organizations", partition=3, position=17)
    row = PlaceRow(
        stamp=stamp,
        organization="520603",
        level=facts.level,
        names=facts.names,
        codes=facts.codes,
        parents=facts.parents,
        roster=facts.roster,
    )
    assert len(packed(encode_page(row))) < len(encode_page(row)) / 2
