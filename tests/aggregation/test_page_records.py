"""The tally pages that the rollup has received, whatever of them is compressed meanwhile."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.aggregation.packed_pages import PagePart
from services.aggregation.rollup.page_records import PageRecord, PageRecords, RecordKey, RecordPart
from shared.contracts.proposal_vocabulary import Breakdown
from shared.contracts.stamps import SourcePartition

SOURCES = (SourcePartition("lianxi.county.proposals", 1), SourcePartition("lianxi.county.opinions", 1))
keys = st.builds(
    RecordKey,
    st.sampled_from(("520603", "520603101", "520604")),
    st.builds(
        RecordPart,
        st.sampled_from(SOURCES),
        st.builds(PagePart, st.just(2026), st.just("2026-01"), st.sampled_from((None, Breakdown.THEME))),
    ),
)
days = st.dictionaries(
    st.integers(1, 31).map(lambda day: date(2026, 1, day)), st.integers(-(10**12), 10**12), min_size=1, max_size=3
)
records = st.builds(
    PageRecord,
    st.tuples(st.just(1), st.integers(0, 3), st.integers(0, 2**62)),
    st.dictionaries(st.text(max_size=9), days, max_size=3),
)


@given(st.lists(st.tuples(keys, st.none() | records), max_size=20), st.sampled_from((0, 300, 10**6)))
def test_pages_are_those_that_were_put_last_and_not_removed(
    actions: list[tuple[RecordKey, PageRecord | None]], most_grouped: int
) -> None:
    pages, expected = PageRecords(most_grouped=most_grouped), dict[RecordKey, PageRecord]()
    for key, record in actions:
        assert pages.get(key) == expected.get(key)
        if record is not None:
            pages.put(key, record)
            expected[key] = record
        elif key in expected:
            assert pages.pop(key) == expected.pop(key)
    assert pages.count == len(expected)
    for organization in ("520603", "520603101", "520604"):
        assert set(pages.of(organization)) == {key for key in expected if key.organization == organization}
    again = PageRecords(most_grouped=most_grouped)
    assert dict(again.load(pages.state())) == expected
    assert again.count == len(expected)
    assert {key: again.get(key) for key in expected} == expected


@given(st.dictionaries(keys, records, max_size=12), st.sampled_from(SOURCES), st.integers(0, 3))
def test_older_pages_of_a_partition_are_found(
    put: dict[RecordKey, PageRecord], source: SourcePartition, session: int
) -> None:
    pages, again = PageRecords(most_grouped=0), PageRecords(most_grouped=0)
    for key, record in put.items():
        pages.put(key, record)
    assert dict(again.load(pages.state())) == put
    rank = (1, session, 2**61)
    expected = {key for key, record in put.items() if key.part.source == source and record.rank < rank}
    assert set(pages.older(source, rank)) == set(again.older(source, rank)) == expected
