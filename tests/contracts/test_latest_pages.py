"""Which pages hold does not depend on the order in which they come."""

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.latest_pages import LatestPages
from shared.contracts.pages import SnapshotMarker, TallyPage
from shared.contracts.stamps import Stamp

stamps = st.builds(
    lambda measures, session, partition, position: Stamp(
        cluster="one", measures=measures, session=session, topic="t", partition=partition, position=position
    ),
    st.integers(1, 2),
    st.integers(1, 3),
    st.integers(0, 1),
    st.integers(0, 4),
)
pages = st.builds(
    lambda stamp, month: TallyPage(stamp=stamp, organization="d1", year=2014, month=f"2014-0{month}", steps={}),
    stamps,
    st.integers(1, 2),
)
records = st.lists(st.one_of(pages, stamps.map(lambda stamp: SnapshotMarker(stamp=stamp))), max_size=12)


def held(values: list[TallyPage | SnapshotMarker]) -> dict[bytes, TallyPage]:
    latest_pages, found = LatestPages("one"), dict[bytes, TallyPage]()
    for each in values:
        if isinstance(each, SnapshotMarker):
            for void in latest_pages.void_older(each):
                del found[void]
        elif latest_pages.accept(each.key, each.stamp):
            found[each.key] = each
    return found


@given(values=records)
def test_the_highest_stamp_above_the_markers_holds_whatever_the_order(values: list[TallyPage | SnapshotMarker]) -> None:
    markers = [each.stamp for each in values if isinstance(each, SnapshotMarker)]
    expected: dict[bytes, TallyPage] = {}
    for page in (each for each in values if isinstance(each, TallyPage)):
        void = any(marker.source == page.stamp.source and marker.rank > page.stamp.rank for marker in markers)
        other = expected.get(page.key)
        if not void and (other is None or page.stamp.rank >= other.stamp.rank):
            expected[page.key] = page
    assert held(values) == expected
    assert held(list(reversed(values))).keys() == expected.keys()


def test_what_another_cluster_says_means_nothing() -> None:
    stamp = Stamp(cluster="another", measures=1, topic="t", partition=0, position=1)
    latest_pages = LatestPages("one")
    assert not latest_pages.accept(b"any", stamp)
    assert latest_pages.void_older(SnapshotMarker(stamp=stamp)) == []
