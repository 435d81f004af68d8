"""The pages of a partition: the same sums and the same published pages, however many of them are packed meanwhile."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.aggregation.step_sums import add
from services.aggregation.tally.pages import TallyPageKey, TallyPages
from shared.contracts.pages import Steps, month_of
from shared.measures.steps import Step

ORGANIZATION = "520603"
steps = st.tuples(
    st.sampled_from(("filed", "closed")),
    st.just(2026),
    st.sampled_from([date(2026, month, 1) for month in (1, 2, 3, 4)]),
    st.integers(1, 3),
)
actions = st.lists(
    st.one_of(st.tuples(st.lists(steps, max_size=3), st.sampled_from((1, -1))), st.integers(0, 2)), max_size=30
)


def taken_from(pages: TallyPages, limit: int) -> dict[TallyPageKey, Steps]:
    """Takes pages to be published; returns their steps as they are now."""
    return {page.key: {counter: dict(days) for counter, days in page.steps.items()} for page in pages.take(limit)}


@given(actions, st.integers(1, 4))
def test_pages_are_the_sums_of_their_steps_whenever_they_are_packed_published_or_read_again(
    taken: Sequence[tuple[list[Step], int] | int], most_opened: int
) -> None:
    pages, expected, published = (
        TallyPages({}, most_opened=most_opened),
        dict[TallyPageKey, Steps](),
        dict[TallyPageKey, Steps](),
    )
    for action in taken:
        if isinstance(action, int):
            published |= taken_from(pages, action)
            if not action:
                pages.pack(1)
            continue
        booked, sign = action
        pages.book(ORGANIZATION, booked, sign)
        for counter, year, day, amount in booked:
            add(expected.setdefault(TallyPageKey(ORGANIZATION, year, month_of(day)), {}), counter, day, sign * amount)
        waiting = {key: value for key, value in published.items() if key not in pages.changed}
        assert waiting == {key: expected[key] for key in waiting}
    published |= taken_from(pages, len(pages.changed))
    assert published == expected
    again = TallyPages(pages.packed(), most_opened=most_opened)
    again.book(ORGANIZATION, [("filed", 2026, date(2026, month, 1), 0) for month in (1, 2, 3, 4)], 1)
    assert taken_from(again, 4) == {
        TallyPageKey(ORGANIZATION, 2026, f"2026-0{month}"): expected.get(
            TallyPageKey(ORGANIZATION, 2026, f"2026-0{month}"), {}
        )
        for month in (1, 2, 3, 4)
    }
