"""Packed pages: the same steps as before, whatever they are, and records that are what they were."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.aggregation.rollup.records import packed, unpacked
from services.aggregation.rollup.step_pages import PagePart, StepPages
from shared.contracts.pages import Steps, month_of
from tests.support.tree import GOLDEN

counters = st.text("abc/=", min_size=1, max_size=4)
days = st.dates().flatmap(
    lambda first: st.dictionaries(
        st.integers(1, 28).map(lambda day: first.replace(day=day)),
        st.integers(-(10**12), 10**12),
        min_size=1,
        max_size=5,
    ).map(lambda amounts: (month_of(first), amounts))
)


@given(st.lists(st.tuples(counters, days), max_size=6))
def test_packed_pages_have_the_steps_that_were_put_in(put: list[tuple[str, tuple[str, dict[date, int]]]]) -> None:
    pages, expected = StepPages(), dict[PagePart, Steps]()
    for number, (counter, (month, amounts)) in enumerate(put):
        part = PagePart(2026, month)
        expected.setdefault(part, {})[counter] = amounts
        pages.edit("520603", part)[counter] = dict(amounts)
        if number % 2:
            pages.pack()
    pages.pack()
    assert not pages.opened
    assert {part: pages.get("520603", part) for part in pages.parts("520603")} == expected
    assert list(pages.organizations()) == ["520603"][: len(expected)]


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


def test_an_event_takes_less_room_when_it_is_packed() -> None:
    value = (GOLDEN / "proposal.closed.v1.json").read_bytes()
    assert len(packed(value)) < len(value) / 2
