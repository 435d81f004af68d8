"""The tally: the newest facts of every matter count, with any order, repetition or gap of events."""

import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date

import msgspec
import pytest
from faust.types import TP
from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregation.batches import Batch
from services.aggregation.tally.processor import Tally
from shared.contracts.consultation_vocabulary import ActivityClass
from shared.contracts.dated import Instruction
from shared.contracts.facts import Facts
from shared.contracts.pages import PlaceRow, SnapshotMarker, Steps, TallyPage, breakdown_of, decode_tallied
from shared.contracts.proposal_vocabulary import Breakdown, UnitClass
from shared.contracts.subjects import organization_of
from shared.contracts.topics import Topic
from shared.contracts.version_bounds import CONFLICTING, IMPLAUSIBLE
from shared.contracts.vocabulary import Level, Recorded, Theme
from shared.measures.breakdowns import divided_steps
from shared.measures.contributions import contributions
from tests.aggregation.batches import CLUSTER, batch, by_month, everything, partition_for
from tests.support.events import consultation, day, event, place, proposal

HOME = "520603"
PARTITION = partition_for(HOME)
Version = tuple[int, int]


def opened(partition: TP = PARTITION) -> Tally:
    """Returns a tally to which this partition is assigned."""
    tally = Tally(CLUSTER)
    tally.assigned([partition])
    tally.open(partition, 0)
    return tally


def sent(tally: Tally) -> list[TallyPage | PlaceRow]:
    decoded = [decode_tallied(page.value) for page in everything(tally)]
    return [each for each in decoded if isinstance(each, TallyPage | PlaceRow)]


def pages(tally: Tally) -> dict[tuple[str, int, str], Steps]:
    """Returns every current page that is not empty."""
    tally.refresh()
    found = [page for page in sent(tally) if isinstance(page, TallyPage)]
    return {key_of(page): page.steps for page in found if page.steps}


def key_of(page: TallyPage) -> tuple[str, int, str]:
    """Returns organization, year, and month; the month of a breakdown page has the name of the breakdown."""
    breakdown = breakdown_of(page)
    return page.organization, page.year, page.month if breakdown is None else f"{page.month} {breakdown}"


def expected(newest: dict[str, Facts]) -> dict[tuple[str, int, str], Steps]:
    """Returns the pages of the newest facts, summed naively."""
    amounts: defaultdict[Breakdown | None, Counter[tuple[str, int, str, date]]] = defaultdict(Counter)
    for subject, facts in newest.items():
        undivided = ((None, step) for step in contributions(facts))
        for breakdown, (counter, year, on, amount) in (*undivided, *divided_steps(facts)):
            amounts[breakdown][organization_of(subject), year, counter, on] += amount
    return {
        (organization, year, month if breakdown is None else f"{month} {breakdown}"): steps
        for breakdown, counted in amounts.items()
        for (organization, year, month), steps in by_month(counted).items()
    }


days = st.lists(st.integers(0, 400), max_size=4).map(sorted)
proposals = st.builds(
    lambda at, year, online, unit_class, theme: proposal(
        *at, year=year, online=online, unit_class=unit_class, theme=theme
    ),
    days,
    st.integers(2013, 2015),
    st.booleans(),
    st.sampled_from((None, UnitClass.PARTY, UnitClass.COURT)),
    st.sampled_from((None, *Theme)),
)
consultations = st.builds(
    lambda at, cancelled, kind, level, sector: consultation(
        *at[:2], cancelled=cancelled, activity=kind, level=level, sector=sector
    ),
    days,
    st.booleans(),
    st.sampled_from(ActivityClass),
    st.sampled_from((Level.TOWNSHIP, Level.TOWNSHIP, Level.COUNTY)),
    st.sampled_from((None, "农业界", "医卫界")),
)
Log = list[tuple[str, Version, Facts]]


@st.composite
def logs(draw: st.DrawFn, letter: str, facts_of_a_matter: st.SearchStrategy[Facts]) -> Log:
    """Generates the log of a partition: matters in any order of their versions, each version with one content, some of it repeated."""
    found: dict[tuple[str, Version], Facts] = {}
    order: list[tuple[str, Version]] = []
    drawn = st.tuples(st.integers(1, 5), st.integers(1, 2), st.integers(1, 6), facts_of_a_matter)
    for number, epoch, sequence, facts in draw(st.lists(drawn, max_size=25)):
        subject = f"{HOME}-{letter}-2014-{number}"
        found.setdefault((subject, (epoch, sequence)), facts)
        order.append((subject, (epoch, sequence)))
    return [(subject, version, found[subject, version]) for subject, version in order]


every_log = st.one_of(
    st.tuples(st.just(partition_for(HOME)), logs("p", proposals)),
    st.tuples(st.just(partition_for(HOME, Topic.CONSULTATIONS)), logs("c", consultations)),
)
"""A partition, and a log of it: proposals, or activities."""


def newest_of(log: Log) -> dict[str, Facts]:
    newest: dict[str, tuple[Version, Facts]] = {}
    for subject, version, facts in log:
        if subject not in newest or newest[subject][0] < version:
            newest[subject] = version, facts
    return {subject: facts for subject, (_, facts) in newest.items()}


def bytes_of(log: Log) -> list[bytes]:
    return [event(subject, facts, epoch=epoch, sequence=sequence) for subject, (epoch, sequence), facts in log]


@settings(max_examples=60)
@given(drawn=every_log, data=st.data())
def test_whatever_is_dropped_repeated_or_reordered_on_the_way_the_fold_is_that_of_the_newest(
    drawn: tuple[TP, Log], data: st.DataObject
) -> None:
    """The delivery may lose, repeat and shuffle batches; a batch that does not connect is answered by reading again."""
    partition, log = drawn
    values, tally = bytes_of(log), opened(partition)
    for _ in range(data.draw(st.integers(0, 8))):
        start = data.draw(st.integers(0, len(values)))
        end = data.draw(st.integers(start, len(values)))
        before = tally.partitions()[partition].position
        answer = tally.fold(batch(partition, start, values[start:end]))
        assert (answer is None) == (start > before)
        assert tally.partitions()[partition].position == (before if start > before else max(before, end))
        sent(tally)
    position = tally.partitions()[partition].position
    assert tally.fold(batch(partition, position, values[position:])) == []
    assert pages(tally) == expected(newest_of(log))


@settings(max_examples=40)
@given(drawn=every_log, data=st.data())
def test_events_shuffled_and_replayed_by_their_writer_give_the_same_pages(
    drawn: tuple[TP, Log], data: st.DataObject
) -> None:
    partition, log = drawn
    again = data.draw(st.permutations([*log, *log[: len(log) // 2]]))
    tally = opened(partition)
    tally.fold(batch(partition, 0, bytes_of(again)))
    assert pages(tally) == expected(newest_of(log))


@settings(max_examples=40)
@given(drawn=every_log, cut=st.integers(0, 25))
def test_the_pages_published_on_the_way_add_up_to_the_pages_at_the_end(drawn: tuple[TP, Log], cut: int) -> None:
    """Only what has changed is sent, so what was sent last of every page must be the page."""
    partition, log = drawn
    values, tally = bytes_of(log), opened(partition)
    last: dict[tuple[str, int, str], Steps] = {}
    for start, end in ((0, cut), (cut, len(values))):
        tally.fold(batch(partition, start, values[start:end]))
        for page in sent(tally):
            assert isinstance(page, TallyPage)
            last[key_of(page)] = page.steps
    assert {key: steps for key, steps in last.items() if steps} == expected(newest_of(log))


def test_a_hole_in_the_log_is_no_gap() -> None:
    tally = opened()
    whole = batch(PARTITION, 0, [event(f"{HOME}-p-2014-1", proposal(3)), b"", event(f"{HOME}-p-2014-2", proposal(3))])
    holed = whole._replace(records=[whole.records[0], whole.records[2]])
    assert tally.fold(holed) == []
    assert tally.partitions()[PARTITION].position == 3


def test_a_page_that_was_emptied_by_a_correction_is_sent_empty() -> None:
    tally = opened()
    subject = f"{HOME}-p-2014-1"
    tally.fold(batch(PARTITION, 0, [event(subject, proposal(3))]))
    sent(tally)
    tally.fold(batch(PARTITION, 1, [event(subject, proposal(40), sequence=2)]))
    steps = {page.month: page.steps for page in sent(tally) if isinstance(page, TallyPage)}
    assert steps == {"2014-01": {}, "2014-02": {"proposals_received": {day(40): 1}}}


def test_only_changed_pages_are_sent_and_each_once() -> None:
    tally = opened()
    tally.fold(batch(PARTITION, 0, [event(f"{HOME}-p-2014-1", proposal(3)), event(f"{HOME}-p-2014-2", proposal(40))]))
    assert len(sent(tally)) == 2
    assert sent(tally) == []
    tally.fold(batch(PARTITION, 2, [event(f"{HOME}-p-2014-3", proposal(41))]))
    assert [page.month for page in sent(tally) if isinstance(page, TallyPage)] == ["2014-02"]


def test_a_page_says_how_much_of_which_partition_of_which_cluster_is_in_it() -> None:
    tally = opened()
    tally.fold(batch(PARTITION, 0, [event(f"{HOME}-p-2014-1", proposal(3)), b"{"]))
    (page,) = sent(tally)
    assert (page.stamp.cluster, page.stamp.topic, page.stamp.partition, page.stamp.position) == (CLUSTER, *PARTITION, 2)


MALFORMED = {
    "no bytes": None,
    "no JSON": b"\xff\xfe{",
    "cut off": event(f"{HOME}-p-2014-1", proposal(3))[:-20],
    "another topic": event(HOME, place(Level.COUNTY, (0, "5206"))),
    "another partition": event("520602-p-2014-1", proposal(3)),
    "a foreign organization": event(f"{HOME}-p-2014-1", proposal(3), organization="520602"),
    "facts of another kind": event(f"{HOME}-p-2014-1", proposal(3), type="organization.entered.v1"),
    "deeply nested": b"[" * 100_000,
    "an unheard-of state": event(f"{HOME}-p-2014-1", proposal(3)).replace(b"under_review", b"under_discussion"),
}


@pytest.mark.parametrize("value", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_record_that_is_no_event_is_put_aside_with_a_reason_and_the_rest_is_counted(value: bytes | None) -> None:
    tally = opened()
    good = [event(f"{HOME}-p-2014-{number}", proposal(3)) for number in (1, 2)]
    rejected = tally.fold(batch(PARTITION, 0, [good[0], value, good[1]]))
    assert rejected is not None
    assert [(bad.record.offset, bool(bad.reason)) for bad in rejected] == [(1, True)]
    assert pages(tally)[HOME, 2014, "2014-01"] == {"proposals_received": {day(3): 2}}
    assert tally.partitions()[PARTITION].position == 3


def test_a_fold_knows_nothing_of_faust() -> None:
    program = "import sys, services.aggregation.tally.processor, services.aggregation.rollup.processor; sys.exit('faust' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_matter_that_cannot_be_counted_is_put_aside_and_changes_nothing() -> None:
    """It decodes, and its year is a number beyond everything that can be written down again."""
    tally = opened()
    subject = f"{HOME}-p-2014-1"
    tally.fold(batch(PARTITION, 0, [event(subject, proposal(3, 4, 5))]))
    before = pages(tally)
    value = event(subject, proposal(3, 4, 5), sequence=2, type="proposal.assigned.v1")
    beyond = msgspec.json.decode(value)
    beyond["data"]["facts"]["year"] = 10**30
    rejected = tally.fold(batch(PARTITION, 1, [msgspec.json.encode(beyond)]))
    assert rejected is not None
    assert len(rejected) == 1
    assert pages(tally) == before


def test_of_several_events_in_a_batch_the_newest_that_can_be_counted_counts_and_the_others_are_put_aside() -> None:
    """The limit of the instruction is the last day of the calendar, so there is none on which the answer is late."""
    subject, other, tally = f"{HOME}-p-2014-1", f"{HOME}-p-2014-2", opened()
    counted = proposal(3, 4)
    endless = msgspec.structs.replace(
        counted,
        records=(Recorded.PROPOSALS_INSTRUCTED,),
        instructed=(Instruction(day(5), Level.COUNTY, date.max),),
    )
    values = [
        event(subject, proposal(3)),
        event(other, endless),
        event(subject, counted, sequence=2),
        event(subject, endless, sequence=3),
        b"{",
        event(other, proposal(7), sequence=2),
    ]
    rejected = tally.fold(batch(PARTITION, 0, values))
    assert rejected is not None
    assert [(each.record.offset, each.reason.partition(":")[0]) for each in rejected] == [
        (1, "cannot be counted"),
        (3, "cannot be counted"),
        (4, "Input data was truncated"),
    ]
    assert pages(tally) == expected({subject: counted, other: proposal(7)})


def test_facts_that_change_and_return_in_one_batch_are_counted_once() -> None:
    subject, tally = f"{HOME}-p-2014-1", opened()
    first, second = proposal(3, 4), proposal(3, 9)
    drawn = [event(subject, facts, sequence=n) for n, facts in enumerate((first, second, first, first), 1)]
    assert tally.fold(batch(PARTITION, 0, drawn[:1])) == []
    assert tally.fold(batch(PARTITION, 1, drawn[1:])) == []
    assert pages(tally) == expected({subject: first})


def test_an_event_that_repeats_the_facts_before_it_raises_the_version() -> None:
    subject, tally = f"{HOME}-p-2014-1", opened()
    values = [event(subject, proposal(at), sequence=n) for n, at in ((1, 3), (2, 3), (2, 9), (1, 9), (3, 3))]
    for offset, value in enumerate(values):
        rejected = tally.fold(batch(PARTITION, offset, [value]))
        assert rejected is not None
        assert [each.reason.partition(":")[0] for each in rejected] == [CONFLICTING] * (offset == 2)
    assert pages(tally) == expected({subject: proposal(3)})


def test_a_type_of_a_newer_writer_is_skipped() -> None:
    tally = opened()
    assert tally.fold(batch(PARTITION, 0, [event(f"{HOME}-p-2014-1", proposal(3), type="proposal.praised.v1")])) == []
    assert pages(tally) == {}
    assert tally.partitions()[PARTITION].position == 1


def test_an_organization_is_counted_and_has_a_place() -> None:
    partition = partition_for("520603101", Topic.ORGANIZATIONS)
    tally = opened(partition)
    facts = place(Level.TOWNSHIP, (0, "520603"), body=((5, True),))
    tally.fold(batch(partition, 0, [event("520603101", facts)]))
    found = sent(tally)
    (row,) = [page for page in found if isinstance(page, PlaceRow)]
    (page,) = [page for page in found if isinstance(page, TallyPage)]
    assert (row.organization, row.level, row.parents, row.roster) == (
        "520603101",
        Level.TOWNSHIP,
        facts.parents,
        facts.roster,
    )
    assert (page.organization, page.year) == ("520603101", 0)
    assert page.steps == {"townships": {day(0): 1}, "township_bodies": {day(5): 1}}


def test_a_partition_that_was_taken_away_is_forgotten() -> None:
    tally = opened()
    tally.fold(batch(PARTITION, 0, [event(f"{HOME}-p-2014-1", proposal(3))]))
    tally.assigned([])
    assert tally.fold(batch(PARTITION, 1, [event(f"{HOME}-p-2014-2", proposal(3))])) == []
    assert everything(tally) == []
    tally.assigned([PARTITION])
    assert tally.partitions() == {}


def test_a_partition_that_stays_goes_on_where_it_was() -> None:
    tally = opened()
    tally.fold(batch(PARTITION, 0, [event(f"{HOME}-p-2014-1", proposal(3))]))
    tally.assigned([PARTITION])
    assert tally.partitions()[PARTITION].position == 1


def test_batches_of_a_partition_that_is_not_ours_change_nothing() -> None:
    tally = opened()
    other = TP(PARTITION.topic, (PARTITION.partition + 1) % 12)
    assert tally.fold(Batch(other, 7, 8, 8, batch(other, 7, [b"{"]).records)) == []
    assert sent(tally) == []


def test_a_log_that_ends_with_a_transaction_marker_is_counted_to_its_end_and_published() -> None:
    tally = Tally(CLUSTER)
    tally.assigned([PARTITION])
    tally.open(PARTITION, 0, target=2)
    tally.fold(batch(PARTITION, 0, [event(f"{HOME}-p-2014-1", proposal(3))]))
    assert sent(tally) == []
    assert tally.fold(Batch(PARTITION, 1, 2, 2, [])) == []
    assert [page.organization for page in sent(tally) if isinstance(page, TallyPage)] == [HOME]


def test_breakdowns_are_computed_after_the_other_pages_and_before_the_end_of_a_snapshot() -> None:
    """The fold only remembers which proposals have changed, and a call computes a limited number of them."""
    tally = opened()
    subjects = [f"{HOME}-p-2014-{number}" for number in range(1, 6)]
    tally.fold(batch(PARTITION, 0, [event(each, proposal(3, 4, 5, unit_class=UnitClass.COURT)) for each in subjects]))

    def taken() -> list[TallyPage | PlaceRow | SnapshotMarker]:
        decoded = [decode_tallied(page.value) for page in tally.take(1, 2)]
        return [each for each in decoded if isinstance(each, TallyPage | PlaceRow | SnapshotMarker)]

    (page,) = taken()
    assert isinstance(page, TallyPage)
    assert (breakdown_of(page), tally.is_behind()) == (None, True)
    assert (taken(), tally.is_behind()) == ([], True)
    divided, marker = taken()
    assert isinstance(divided, TallyPage)
    assert breakdown_of(divided) is Breakdown.UNIT_CLASS
    assert divided.steps == {"assignments/sole/unit_class=court": {day(5): 5}}
    assert (isinstance(marker, SnapshotMarker), tally.is_behind()) == (True, False)


def test_a_class_of_unit_that_changes_moves_the_assignment_to_another_part() -> None:
    tally, subject = opened(), f"{HOME}-p-2014-1"
    for sequence, unit_class in enumerate((UnitClass.COURT, UnitClass.PARTY), 1):
        value = event(subject, proposal(3, 4, 5, unit_class=unit_class), sequence=sequence)
        tally.fold(batch(PARTITION, sequence - 1, [value]))
        sent(tally)
    assert pages(tally)[HOME, 2014, "2014-01 unit_class"] == {"assignments/sole/unit_class=party": {day(5): 1}}


def test_a_forged_version_is_refused_and_the_next_event_of_the_keeper_counts() -> None:
    subject, honest, tally = f"{HOME}-p-2014-1", [proposal(1, 2), proposal(1, 2, 3)], opened()
    values = [
        event(subject, honest[0], sequence=1),
        event(subject, proposal(1), sequence=2**31 - 1),
        event(subject, proposal(1), epoch=2**31 - 1),
        event(subject, honest[1], sequence=2),
        event(f"{HOME}-p-2014-2", proposal(1), sequence=2**31 - 1),
    ]
    rejected = tally.fold(batch(PARTITION, 0, values))
    assert rejected is not None
    assert [(each.record.offset, each.reason.partition(":")[0]) for each in rejected] == [
        (offset, IMPLAUSIBLE) for offset in (1, 2, 4)
    ]
    assert pages(tally) == expected({subject: honest[1]})


def test_two_contents_of_one_version_are_noticed_and_the_next_event_of_the_keeper_counts() -> None:
    """Whoever forges the next step of a matter has published its version before the keeper does."""
    subject, forged, genuine, tally = f"{HOME}-p-2014-1", proposal(1), proposal(1, 2), opened()
    values = [event(subject, facts, sequence=n) for n, facts in ((1, genuine), (2, forged), (2, genuine), (2, forged))]
    rejected = tally.fold(batch(PARTITION, 0, values))
    assert rejected is not None
    assert [(each.record.offset, each.reason.partition(":")[0]) for each in rejected] == [(2, CONFLICTING)]
    assert pages(tally) == expected({subject: forged})
    assert tally.fold(batch(PARTITION, 4, [event(subject, genuine, sequence=3)])) == []
    assert pages(tally) == expected({subject: genuine})
