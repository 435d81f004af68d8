"""The pages to publish: whatever is added meanwhile, each is published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregation.changed_pages import ChangedPages

MONTHS = {"a": ["1", "2"], "b": ["1"], "c": ["1", "2", "3"]}


def changed() -> ChangedPages[str]:
    return ChangedPages(lambda organization: MONTHS.get(organization, ["1"]))


@pytest.mark.parametrize("all_pages", [False, True])
def test_a_page_is_taken_however_many_are_added_after_it(all_pages: bool) -> None:  # noqa: FBT001 - a parameter of the test
    pages = changed()
    if all_pages:
        pages.add_all(["a"])
    else:
        pages.add("a", "1")
    for number in range(10):
        pages.add(f"new-{number}", "1")
    assert pages.take(1)[0] == ("a", "1")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["1", "all"])), max_size=9), st.integers(1, 4))
def test_every_added_page_is_taken_once(added: list[tuple[str, str]], limit: int) -> None:
    pages, expected = changed(), set[tuple[str, str]]()
    for organization, page in added:
        if page == "all":
            pages.add_all([organization])
            expected |= {(organization, each) for each in MONTHS[organization]}
        else:
            pages.add(organization, page)
            expected.add((organization, page))
    taken = []
    while pages:
        taken += pages.take(limit)
    assert sorted(taken) == sorted(expected)
