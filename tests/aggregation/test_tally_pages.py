"""The pages of a partition: the same sums and the same published pages, however many of them are packed meanwhile."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.aggregation.packed_pages import PackedPages, PageKey, PagePart
from services.aggregation.step_sums import add
from services.aggregation.tally.pages import TallyPages
from shared.contracts.pages import Steps, month_of
from shared.contracts.proposal_vocabulary import Breakdown
from shared.measures.steps import Step

ORGANIZATIONS = ("520603", "520603101")
steps = st.tuples(
    st.sampled_from(("filed", "closed")),
    st.just(2026),
    st.sampled_from([date(2026, month, 1) for month in (1, 2, 3, 4)]),
    st.integers(1, 3),
)
actions = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(ORGANIZATIONS), st.lists(steps, max_size=3), st.sampled_from((1, -1))),
        st.integers(0, 2),
    ),
    max_size=30,
)


def taken_from(pages: TallyPages, limit: int) -> dict[PageKey, Steps]:
    """Takes pages to be published; returns their steps as they are now."""
    return {(page.organization, page.part): _copy(page.steps) for page in pages.take(limit)}


def _copy(steps: Steps) -> Steps:
    return {counter: dict(days) for counter, days in steps.items()}


@given(actions, st.integers(1, 4))
def test_pages_are_the_sums_of_their_steps_whenever_they_are_packed_published_or_read_again(
    taken: Sequence[tuple[str, list[Step], int] | int], most_opened: int
) -> None:
    pages, expected, published = (
        TallyPages({}, most_opened=most_opened),
        dict[PageKey, Steps](),
        dict[PageKey, Steps](),
    )
    waiting = set[PageKey]()
    for action in taken:
        if isinstance(action, int):
            found = taken_from(pages, action)
            assert len(found) >= min(action, len(waiting))
            assert found == {key: expected[key] for key in found}
            published |= found
            waiting -= found.keys()
            if not action:
                pages.pack(1)
            continue
        organization, booked, sign = action
        pages.book(organization, booked, sign)
        for counter, year, day, amount in booked:
            key = organization, PagePart(year, month_of(day))
            add(expected.setdefault(key, {}), counter, day, sign * amount)
            waiting.add(key)
        settled = expected.keys() - waiting
        assert {key: published[key] for key in settled} == {key: expected[key] for key in settled}
    published |= taken_from(pages, len(waiting))
    assert published == expected
    again = TallyPages(pages.packed(), most_opened=most_opened)
    again.changed.add_all(again.organizations())
    assert taken_from(again, len(expected)) == expected


parts = st.builds(
    PagePart, st.just(2026), st.sampled_from(("2026-01", "2026-02")), st.sampled_from((None, Breakdown.THEME))
)
amounts = st.dictionaries(st.dates(), st.integers(-(10**12), 10**12), min_size=1, max_size=3)
put = st.tuples(st.sampled_from(ORGANIZATIONS), parts, st.dictionaries(st.text(max_size=9), amounts, max_size=3))


@given(st.lists(put, max_size=9))
def test_packed_pages_have_the_steps_that_were_put_in(put: list[tuple[str, PagePart, Steps]]) -> None:
    pages, expected = PackedPages({}), dict[PageKey, Steps]()
    for organization, part, steps in put:
        pages.put(organization, part, steps)
        expected[organization, part] = steps
    for found in (pages, PackedPages(pages.state())):
        assert {
            (each, part): found.get(each, part) for each in found.organizations() for part in found.parts(each)
        } == expected
        assert found.get("520604", PagePart(2026, "2026-01")) is None
