"""The rollup: figures booked step by step over the dated tree equal those counted naively, each day by itself."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import permutations

import pytest
from faust.types import TP
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.ops.reconcile.derived import FigureKey, Figures
from deploy.ops.reconcile.naive import recompute
from services.aggregation.rollup.processor import Rollup
from services.aggregation.tally.processor import Tally
from shared.contracts.consultation_vocabulary import ActivityClass
from shared.contracts.facts import ConsultationFacts, Facts, OrganizationFacts
from shared.contracts.pages import (
    PlaceRow,
    ReportPage,
    SessionClaim,
    SnapshotMarker,
    TallyPage,
    decode_reported,
    encode_page,
)
from shared.contracts.proposal_vocabulary import UnitClass
from shared.contracts.stamps import MEASURES_VERSION, Stamp
from shared.contracts.subjects import partition_of
from shared.contracts.topics import EVENT_TOPICS, Topic, topic_name
from shared.contracts.vocabulary import Level, Theme
from shared.contracts.writers import SHARED, Writer, Writers
from shared.measures.report import Scope, assemble
from shared.messaging.topics import partitions_of
from tests.aggregation.batches import CLUSTER, batch, everything, partition_for
from tests.support.events import conference, consultation, day, event, opinion, place, proposal, topic_of

PROPOSALS = topic_name(Topic.PROPOSALS, Writer.COUNTY)
TALLIES = TP(Topic.TALLIES.value, 0)
CITIES, COUNTIES = ("c1", "c2"), ("d1", "d2", "d3")
TOWNSHIPS = ("t1", "t2", "t3", "t4", "t5")
CONFERENCES = ("j1", "j2")
Pages = dict[tuple[str, int, str], ReportPage]


class Chain:
    """Tally and rollup with a log in between, without Kafka."""

    def __init__(self, writers: Writers = SHARED) -> None:
        self.tally, self.rollup = Tally(CLUSTER), Rollup(CLUSTER, writers)
        partitions = [TP(*each) for each in partitions_of(EVENT_TOPICS, writers=writers)]
        self.tally.assigned(partitions)
        for partition in partitions:
            self.tally.open(partition, 0)
        self.rollup.assigned([TALLIES])
        self.rollup.open(TALLIES, 0)
        self.tallies: list[bytes] = []
        self.reports: Pages = {}

    def publish(self, subject: str, facts: Facts, *, sequence: int = 1) -> None:
        partition = partition_for(subject, topic_of(facts))
        values = [event(subject, facts, sequence=sequence)]
        assert self.tally.fold(batch(partition, self.tally.partitions()[partition].position, values)) == []

    def flush_tally(self) -> None:
        pages = [page.value for page in everything(self.tally)]
        self.feed(pages)

    def feed(self, pages: Sequence[bytes]) -> None:
        assert self.rollup.fold(batch(TALLIES, len(self.tallies), pages)) == []
        self.tallies += pages

    @staticmethod
    def marker(of: Stamp) -> bytes:
        return encode_page(SnapshotMarker(stamp=of))

    def flush_rollup(self) -> None:
        self.reports |= reports(self.rollup)


def reports(rollup: Rollup) -> Pages:
    """Returns the pages to publish now."""
    decoded = [decode_reported(page.value) for page in everything(rollup)]
    pages = [page for page in decoded if isinstance(page, ReportPage)]
    return {(page.organization, page.year, page.key.decode().split("/", 2)[2]): page for page in pages}


def figures(pages: Pages) -> Figures:
    """Returns the figures of the pages as values by day."""
    amounts: dict[FigureKey, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for page in pages.values():
        for scope, steps in (("own", page.own), ("subtree", page.subtree)):
            for counter, days in steps.items():
                for on, amount in days.items():
                    amounts[FigureKey(page.organization, scope, page.year, counter)][on] += amount
    found: Figures = {}
    for figure, days in amounts.items():
        value = 0
        for on in sorted(days):
            value += days[on]
            found.setdefault(figure, []).append((on, value))
    return found


def differences(pages: Pages, newest: dict[str, Facts]) -> dict[FigureKey, tuple[object, object]]:
    reported, counted = figures(pages), {key: values for key, values in recompute(newest.items()).items() if values}
    keys = reported.keys() | counted.keys()
    return {key: (reported.get(key), counted.get(key)) for key in keys if reported.get(key) != counted.get(key)}


at = st.integers(0, 60)


def _parents(above: Sequence[str]) -> st.SearchStrategy[list[tuple[int, str | None]]]:
    later = st.lists(
        st.tuples(st.integers(1, 60), st.sampled_from([*above, None])), max_size=2, unique_by=lambda each: each[0]
    )
    first = st.sampled_from(above)
    return st.builds(lambda parent, moves: [(0, parent), *sorted(moves, key=lambda each: each[0])], first, later)


def _flags() -> st.SearchStrategy[list[tuple[int, bool]]]:
    changes = st.lists(st.tuples(at, st.booleans()), max_size=3, unique_by=lambda each: each[0])
    return changes.map(lambda found: sorted(found, key=lambda each: each[0]))


_MEMBERS = ("c1", "d1", "d2", "t1")


@st.composite
def conferences(draw: st.DrawFn) -> OrganizationFacts:
    """Yields conferences that admit and release cities, counties below them and a township below these."""
    changes = draw(st.lists(st.tuples(at, st.sampled_from(_MEMBERS), st.booleans()), max_size=6))
    return conference(*sorted(changes, key=lambda change: change[0]), roster=draw(_flags()))


@st.composite
def activities(draw: st.DrawFn, level: Level) -> ConsultationFacts:
    """Generates an activity around the end of a quarter or of the year."""
    days = [draw(st.sampled_from((0, 60, 330))) + on for on in sorted(draw(st.lists(at, max_size=2)))]
    kind, cancelled = draw(st.sampled_from(ActivityClass)), draw(st.integers(0, 4)) == 0
    sector = draw(st.sampled_from((None, "农业界", "医卫界")))
    return consultation(*days, level=level, activity=kind, cancelled=cancelled, sector=sector)


@st.composite
def pages_of_an_organization(draw: st.DrawFn) -> tuple[str, Facts]:
    """Returns an event: of a place, of a conference, or of a matter."""
    kinds = ["city", "county", "township", "conference", "proposal", "opinion", "activity", "activity"]
    kind = draw(st.sampled_from(kinds))
    if kind == "conference":
        return draw(st.sampled_from(CONFERENCES)), draw(conferences())
    if kind == "activity":
        home = draw(st.sampled_from([*COUNTIES, *TOWNSHIPS]))
        level = Level.TOWNSHIP if home in TOWNSHIPS else Level.COUNTY
        return f"{home}-c-2014-{draw(st.integers(1, 3))}", draw(activities(level))
    if kind == "opinion":
        home, days = draw(st.sampled_from([*COUNTIES, *TOWNSHIPS])), sorted(draw(st.lists(at, max_size=3)))
        return f"{home}-o-2014-{draw(st.integers(1, 2))}", opinion(*days)
    if kind == "proposal":
        home = draw(st.sampled_from([*CITIES, *COUNTIES, *TOWNSHIPS]))
        days = sorted(draw(st.lists(at, max_size=4)))
        subject = f"{home}-p-2014-{draw(st.integers(1, 3))}"
        year, unit_class = (
            draw(st.integers(2013, 2014)),
            draw(st.sampled_from((None, UnitClass.PARTY, UnitClass.COURT))),
        )
        return subject, proposal(
            *days,
            year=year,
            online=draw(st.booleans()),
            unit_class=unit_class,
            theme=draw(st.sampled_from((None, *Theme))),
        )
    if kind == "city":
        return draw(st.sampled_from(CITIES)), place(Level.CITY, (0, "p"), roster=draw(_flags()))
    if kind == "county":
        return draw(st.sampled_from(COUNTIES)), place(Level.COUNTY, *draw(_parents(CITIES)), roster=draw(_flags()))
    key = draw(st.sampled_from(TOWNSHIPS))
    parents = draw(_parents(COUNTIES))
    return key, place(Level.TOWNSHIP, *parents, roster=draw(_flags()), body=draw(_flags()))


@settings(max_examples=120)
@given(log=st.lists(st.tuples(pages_of_an_organization(), st.booleans(), st.booleans()), max_size=40))
def test_every_figure_equals_the_naive_sum_over_the_tree_of_each_day(
    log: list[tuple[tuple[str, Facts], bool, bool]],
) -> None:
    """Matters before their places, children before their parents, moves, corrections; and whenever tally and rollup send."""
    chain, newest = Chain(), {}
    for number, ((subject, facts), tally_sends, rollup_sends) in enumerate(log, 1):
        chain.publish(subject, facts, sequence=number)
        newest[subject] = facts
        if tally_sends:
            chain.flush_tally()
        if rollup_sends:
            chain.flush_rollup()
    chain.flush_tally()
    chain.flush_rollup()
    assert differences(chain.reports, newest) == {}


@pytest.mark.full
@settings(max_examples=40)
@given(log=st.lists(pages_of_an_organization(), max_size=20), data=st.data())
def test_tally_pages_that_come_twice_late_or_out_of_order_change_nothing(
    log: list[tuple[str, Facts]], data: st.DataObject
) -> None:
    chain = Chain()
    for number, (subject, facts) in enumerate(log, 1):
        chain.publish(subject, facts, sequence=number)
        if number % 3 == 0:
            chain.flush_tally()
    chain.flush_tally()
    chain.flush_rollup()
    other = Chain()
    other.feed(data.draw(st.permutations([*chain.tallies, *chain.tallies])))
    other.flush_rollup()
    assert figures(other.reports) == figures(chain.reports)


def stamp(position: int, *, cluster: str = CLUSTER, measures: int = 1, session: int = 5) -> Stamp:
    return Stamp(cluster=cluster, measures=measures, session=session, topic=PROPOSALS, partition=3, position=position)


def page(amount: int, of: Stamp) -> bytes:
    steps = {"proposals_received": {day(3): amount}} if amount else {}
    return encode_page(TallyPage(stamp=of, organization="d1", year=2014, month="2014-01", steps=steps))


def counted(chain: Chain) -> object:
    chain.flush_rollup()
    found = chain.reports.get(("d1", 2014, "2014-01"))
    return found and found.own.get("proposals_received", {}).get(day(3), 0)


@pytest.mark.parametrize(
    ("late", "holds"),
    [
        (stamp(9), 5),
        (stamp(10), 7),
        (stamp(11), 7),
        (stamp(99, cluster="another"), 5),
        (stamp(1, session=6), 7),
        (stamp(99, session=4), 5),
        (stamp(1, measures=2, session=1), 7),
        (stamp(99, measures=0), 5),
    ],
)
def test_the_page_with_the_highest_stamp_holds_and_another_cluster_means_nothing(late: Stamp, holds: int) -> None:
    chain = Chain()
    chain.feed([page(5, stamp(10)), page(7, late)])
    assert counted(chain) == holds


def test_a_page_that_was_emptied_empties_the_report_page() -> None:
    chain = Chain()
    chain.feed([page(5, stamp(10))])
    assert counted(chain) == 5
    chain.feed([page(0, stamp(11))])
    assert counted(chain) == 0
    assert chain.reports["d1", 2014, "2014-01"].subtree == {}


def test_only_pages_that_changed_are_sent() -> None:
    chain = Chain()
    chain.feed([page(5, stamp(10))])
    assert len(reports(chain.rollup)) == 1
    chain.feed([page(5, stamp(12))])
    assert reports(chain.rollup) == {}


def test_a_report_page_says_how_much_of_the_tallies_is_in_it() -> None:
    chain = Chain()
    chain.feed([page(5, stamp(10)), page(6, stamp(12))])
    (found,) = reports(chain.rollup).values()
    assert (found.stamp.cluster, found.stamp.topic, found.stamp.partition, found.stamp.position) == (
        CLUSTER,
        *TALLIES,
        2,
    )


def test_what_is_no_page_is_put_aside_and_the_rest_is_counted() -> None:
    chain = Chain()
    values = [b"\xff", b'{"kind":"unheard-of"}', page(5, stamp(10)), None]
    rejected = chain.rollup.fold(batch(TALLIES, 0, values))
    assert rejected is not None
    assert [bad.record.offset for bad in rejected] == [0, 1]
    assert counted(chain) == 5


def test_a_county_is_covered_from_the_day_its_last_township_has_a_body() -> None:
    chain = Chain()
    chain.publish("d1", place(Level.COUNTY, (0, "c1")))
    chain.publish("t1", place(Level.TOWNSHIP, (0, "d1"), body=((5, True),)))
    chain.publish("t2", place(Level.TOWNSHIP, (0, "d1"), body=((9, True),)))
    chain.flush_tally()
    chain.flush_rollup()
    assert chain.reports["c1", 0, "2014-01"].subtree["counties_covered"] == {day(9): 1}
    chain.publish("t3", place(Level.TOWNSHIP, (12, "d1"), roster=((12, True),)))
    chain.flush_tally()
    chain.flush_rollup()
    assert chain.reports["c1", 0, "2014-01"].subtree["counties_covered"] == {day(9): 1, day(12): -1}


def test_what_a_move_brings_is_marked_as_moved() -> None:
    chain = Chain()
    chain.publish("d1-p-2014-1", proposal(3))
    chain.publish("d1", place(Level.COUNTY, (0, "c1"), (20, "c2")))
    chain.flush_tally()
    chain.flush_rollup()
    first, second = (chain.reports[city, 2014, "2014-01"].subtree for city in CITIES)
    assert first == {"proposals_received": {day(3): 1, day(20): -1}, "proposals_received/moved": {day(20): -1}}
    assert second == {"proposals_received": {day(20): 1}, "proposals_received/moved": {day(20): 1}}


def test_a_report_says_what_a_move_took_from_the_old_place_and_brought_to_the_new_one() -> None:
    """A township that moves on 1 July: the old county's figures of the year are 0, with the reason."""
    chain = Chain()
    chain.publish("t1", place(Level.TOWNSHIP, (0, "d1"), (181, "d2"), body=((0, True),)))
    chain.publish("t1-p-2014-1", proposal(3, 9))
    chain.publish("t1-c-2014-1", consultation(3, 9))
    chain.flush_tally()
    chain.flush_rollup()

    def shown(county: str, as_of: date, scope: Scope = "subtree") -> dict[str, tuple[int | None, ...]]:
        pages = [page for page in chain.reports.values() if page.organization == county]
        found = {each.measure: each for each in assemble(pages, as_of=as_of, year=2014, scope=scope)}
        names = ("proposals_received", "proposals_filed", "active_townships", "active_townships/q1")
        figures = [found[name] for name in names]
        return {
            each.measure: (each.numerator, each.moved, each.denominator, each.denominator_moved) for each in figures
        }

    before, after = date(2014, 6, 30), date(2014, 12, 31)
    assert shown("d1", before)["proposals_received"] == (1, 0, None, None)
    assert shown("d1", before)["proposals_filed"] == (1, 0, 1, 0)
    assert shown("d1", after) == {
        "proposals_received": (0, -1, None, None),
        "proposals_filed": (0, -1, 0, -1),
        "active_townships": (0, -1, 0, -1),
        "active_townships/q1": (1, 0, 1, 0),
    }
    assert shown("d2", after) == {
        "proposals_received": (1, 1, None, None),
        "proposals_filed": (1, 1, 1, 1),
        "active_townships": (1, 1, 1, 1),
        "active_townships/q1": (0, 0, 0, 0),
    }
    assert shown("d1", after, "own")["proposals_received"] == (0, 0, None, None)


def test_a_member_below_another_member_is_counted_once_in_each_of_two_overlapping_conferences() -> None:
    """As 万山 and, from a later day, 铜仁 above it."""
    chain = Chain()
    chain.publish("d1", place(Level.COUNTY, (0, "c1")))
    chain.publish("d1-p-2014-1", proposal(3))
    chain.publish("c1-p-2014-1", proposal(5))
    chain.publish("j1", conference((0, "d1", True), (10, "c1", True), (20, "d1", False), (25, "c1", False)))
    chain.publish("j2", conference((0, "d1", True)))
    chain.flush_tally()
    chain.flush_rollup()
    first, second = (chain.reports[key, 2014, "2014-01"].subtree for key in CONFERENCES)
    assert first["proposals_received"] == {day(3): 1, day(10): 1, day(25): -2}
    assert first["proposals_received/moved"] == {day(10): 1, day(25): -2}
    assert second == {"proposals_received": {day(3): 1}}
    assert chain.reports["j1", 0, "2014-01"].own["member_committees"] == {
        day(0): 1,
        day(10): 1,
        day(20): -1,
        day(25): -1,
    }


def test_a_township_is_active_once_however_much_it_does_and_counts_where_it_is() -> None:
    chain = Chain()
    chain.publish("t1", place(Level.TOWNSHIP, (0, "d1"), (40, "d2"), body=((0, True),)))
    for number, on in enumerate((20, 3, 35), 1):
        chain.publish(f"t1-c-2014-{number}", consultation(on, on))
    chain.flush_tally()
    chain.flush_rollup()
    first, second = (
        figures(chain.reports)[FigureKey(key, "subtree", 2014, "active_townships/q1")] for key in ("d1", "d2")
    )
    assert first == [(day(3), 1), (day(40), 0)]
    assert second == [(day(40), 1), (day(90), 0)]


def test_a_township_is_active_from_its_first_activity_until_the_period_ends() -> None:
    chain = Chain()
    chain.publish("t1", place(Level.TOWNSHIP, (0, "d1"), body=((0, True),)))
    chain.publish("t1-c-2014-1", consultation(3, 20))
    chain.publish("t1-c-2014-2", consultation(3, 9))
    chain.flush_tally()
    chain.flush_rollup()
    active = FigureKey("t1", "own", 2014, "active_townships/q1")
    assert figures(chain.reports)[active] == [(day(9), 1), (date(2014, 4, 1), 0)]
    chain.publish("t1-c-2014-2", consultation(3, 9, cancelled=True), sequence=2)
    chain.flush_tally()
    chain.flush_rollup()
    assert figures(chain.reports)[active] == [(day(20), 1), (date(2014, 4, 1), 0)]


def test_only_townships_of_the_denominator_are_active_or_appraised() -> None:
    """One without a body, one whose body was dissolved, one that was merged."""
    chain = Chain()
    chain.publish("t1", place(Level.TOWNSHIP, (0, "d1"), body=((5, True),)))
    chain.publish("t2", place(Level.TOWNSHIP, (0, "d1")))
    chain.publish("t3", place(Level.TOWNSHIP, (0, "d1"), body=((0, True), (20, False))))
    chain.publish("t4", place(Level.TOWNSHIP, (0, "d1"), roster=((0, True), (30, False)), body=((0, True),)))
    for number in range(1, 5):
        chain.publish(f"t{number}-c-2014-1", consultation(10, 10, activity=ActivityClass.APPRAISAL))
    chain.flush_tally()
    chain.flush_rollup()
    found = {
        name: figures(chain.reports)[FigureKey("d1", "subtree", 2014, f"{name}/year")]
        for name in ("active_townships", "townships_appraised")
    }
    ends = (date(2015, 1, 1), 0)
    assert found == {
        "active_townships": [(day(10), 3), (day(20), 2), (day(30), 1), ends],
        "townships_appraised": [(day(10), 4), (day(30), 3), ends],
    }


def test_without_its_partition_a_rollup_has_forgotten_everything() -> None:
    chain = Chain()
    chain.feed([page(5, stamp(10))])
    chain.rollup.assigned([])
    assert (chain.rollup.partitions(), everything(chain.rollup)) == ({}, [])
    chain.rollup.assigned([TALLIES])
    chain.rollup.open(TALLIES, 0)
    chain.tallies.clear()
    chain.feed([page(7, stamp(9))])
    assert counted(chain) == 7


def test_a_page_with_a_number_beyond_all_counting_is_put_aside() -> None:
    chain = Chain()
    beyond = page(5, stamp(10)).replace(b":5}", b":9223372036854775808}")
    rejected = chain.rollup.fold(batch(TALLIES, 0, [beyond, page(5, stamp(10))]))
    assert rejected is not None
    assert [bad.record.offset for bad in rejected] == [0]
    assert counted(chain) == 5


@pytest.mark.parametrize("month", ["2014-02", "2013-01", "2014-13"], ids=["another month", "another year", "no month"])
def test_a_page_whose_days_are_not_in_its_month_is_put_aside(month: str) -> None:
    chain = Chain()
    misdated = page(5, stamp(10)).replace(b'"2014-01"', f'"{month}"'.encode())
    rejected = chain.rollup.fold(batch(TALLIES, 0, [misdated, page(5, stamp(10)), page(6, stamp(11))]))
    assert rejected is not None
    assert [bad.record.offset for bad in rejected] == [0]
    assert counted(chain) == 6


def test_a_place_that_is_read_again_publishes_nothing_when_it_is_unchanged() -> None:
    chain = Chain()
    chain.publish("d1", place(Level.COUNTY, (0, "c1")))
    chain.flush_tally()
    chain.flush_rollup()
    facts = place(Level.COUNTY, (0, "c1"))
    row = PlaceRow(
        stamp=stamp(50),
        organization="d1",
        level=facts.level,
        names=(),
        codes=(),
        parents=facts.parents,
        roster=facts.roster,
    )
    chain.feed([encode_page(row)])
    assert reports(chain.rollup) == {}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_marker_makes_older_pages_of_its_partition_void_in_whatever_order_they_come(order: tuple[int, ...]) -> None:
    chain = Chain()
    decoded = [page(5, stamp(99)), chain.marker(stamp(7, session=6)), page(3, stamp(98))]
    chain.feed([decoded[number] for number in order])
    assert counted(chain) in (None, 0)


def test_a_marker_leaves_newer_pages_and_those_of_other_partitions() -> None:
    chain = Chain()
    elsewhere = Stamp(
        cluster=CLUSTER, measures=1, session=1, topic=topic_name(Topic.OPINIONS, Writer.COUNTY), partition=3, position=1
    )
    other = encode_page(
        TallyPage(
            stamp=elsewhere, organization="d1", year=2014, month="2014-01", steps={"opinions_received": {day(3): 2}}
        )
    )
    chain.feed([page(5, stamp(8, session=6)), other, chain.marker(stamp(7, session=6)), page(7, stamp(9, session=6))])
    assert counted(chain) == 7
    assert chain.reports["d1", 2014, "2014-01"].own["opinions_received"] == {day(3): 2}


def test_a_place_that_a_marker_makes_void_stands_nowhere() -> None:
    chain = Chain()
    chain.publish("d1", place(Level.COUNTY, (0, "c1")))
    chain.publish("d1-p-2014-1", proposal(3, 4))
    chain.flush_tally()
    gone = Stamp(
        cluster=CLUSTER,
        measures=MEASURES_VERSION,
        topic=topic_name(Topic.ORGANIZATIONS, Writer.CITY),
        partition=partition_of("d1"),
        session=1,
        position=9,
    )
    chain.feed([chain.marker(gone)])
    chain.flush_rollup()
    assert figures(chain.reports).get(FigureKey("c1", "subtree", 2014, "proposals_filed"), []) == []
    assert figures(chain.reports)[FigureKey("d1", "subtree", 2014, "proposals_filed")] == [(day(4), 1)]


def test_a_claim_says_nothing() -> None:
    chain = Chain()
    chain.feed([encode_page(SessionClaim(worker="one")), page(5, stamp(10))])
    assert counted(chain) == 5
