"""What counts in the reports: only what the services of an organization have published, whoever else writes about it."""

from itertools import permutations

import pytest
from faust.types import TP

from deploy.ops.reconcile.derived import FigureKey
from shared.contracts.dated_bodies import YearCadence
from shared.contracts.facts import Facts, OwnFacts
from shared.contracts.topics import partition_count, topic_name
from shared.contracts.vocabulary import Level
from shared.contracts.writers import EventWriter, SelfHosted, Writer, Writers
from tests.aggregation.batches import batch, partition_for
from tests.aggregation.test_rollup import Chain, figures
from tests.support.events import day, event, place, proposal, topic_of

RECEIVED = FigureKey("d1", "subtree", 2014, "proposals_received")


def forge(chain: Chain, writer: EventWriter, subject: str, facts: Facts, *, epoch: int = 9) -> None:
    """Writes an event into the topic of another service than that of the subject."""
    topic = topic_name(topic_of(facts), writer)
    partition = TP(topic, partition_for(subject).partition % partition_count(topic))
    position = chain.tally.partitions()[partition].position
    assert chain.tally.fold(batch(partition, position, [event(subject, facts, epoch=epoch)])) == []


OWN, OTHER = SelfHosted(Writer.COUNTY, "522722"), SelfHosted(Writer.COUNTY, "522625")


def self_hosted_counties() -> Chain:
    """Returns two counties that operate services of their own, each with one proposal, and a township of each."""
    chain = Chain(Writers(frozenset({OWN, OTHER})))
    for own in (OWN, OTHER):
        forge(chain, Writer.CITY, own.county, place(Level.COUNTY, (0, "c1")), epoch=1)
        forge(chain, own, f"{own.county}101", place(Level.TOWNSHIP, (0, own.county)), epoch=1)
        forge(chain, own, f"{own.county}-p-2014-1", proposal(3), epoch=1)
    return chain


def test_what_a_self_hosted_county_writes_about_itself_counts() -> None:
    counted = figures(settled(self_hosted_counties()).reports)
    for own in (OWN, OTHER):
        assert counted[FigureKey(own.county, "subtree", 2014, "proposals_received")] == [(day(3), 1)]
    assert counted[FigureKey("c1", "subtree", 2014, "proposals_received")] == [(day(3), 2)]


@pytest.mark.parametrize("writer", [OWN, Writer.COUNTY, Writer.TOWNSHIP])
def test_a_self_hosted_county_and_the_shared_service_change_nothing_of_another_one(writer: EventWriter) -> None:
    chain = self_hosted_counties()
    expected = figures(settled(chain).reports)
    forge(chain, writer, "522625-p-2014-1", proposal())
    forge(chain, writer, "522625-p-2014-2", proposal(4))
    forge(chain, writer, "522625", place(Level.TOWNSHIP, (0, "522722"), body=((0, True),)))
    forge(chain, writer, "522625101", place(Level.TOWNSHIP, (0, "522722"), body=((0, True),)))
    assert figures(settled(chain).reports) == expected
    assert chain.rollup.foreign


def folded() -> Chain:
    """Returns a county below the first city, with one proposal."""
    chain = Chain()
    chain.publish("d1", place(Level.COUNTY, (0, "c1")))
    chain.publish("d1-p-2014-1", proposal(3))
    return chain


def settled(chain: Chain) -> Chain:
    chain.flush_tally()
    chain.flush_rollup()
    return chain


@pytest.mark.parametrize("writer", [Writer.TOWNSHIP, Writer.CITY, Writer.REGION])
def test_a_matter_in_the_topic_of_another_service_does_not_count(writer: Writer) -> None:
    chain = folded()
    expected = figures(settled(chain).reports)
    forge(chain, writer, "d1-p-2014-1", proposal())
    forge(chain, writer, "d1-p-2014-2", proposal(4))
    assert figures(settled(chain).reports) == expected
    assert chain.rollup.foreign


@pytest.mark.parametrize("writer", [Writer.TOWNSHIP, Writer.COUNTY])
@pytest.mark.parametrize("level", [Level.TOWNSHIP, Level.COUNTY])
def test_a_lower_service_moves_no_organization_to_another_parent(writer: Writer, level: Level) -> None:
    chain = folded()
    expected = figures(settled(chain).reports)
    forge(chain, writer, "d1", place(level, (0, "c2"), body=((0, True),)))
    assert figures(settled(chain).reports) == expected
    assert expected[FigureKey("c1", "subtree", 2014, "proposals_received")] == [(day(3), 1)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_reports_do_not_depend_on_which_topic_is_read_first(order: tuple[int, ...]) -> None:
    steps = (
        lambda chain: forge(chain, Writer.COUNTY, "d1", place(Level.TOWNSHIP, (0, "d9"), body=((0, True),))),
        lambda chain: forge(chain, Writer.TOWNSHIP, "d1-p-2014-1", proposal(3, 4)),
        lambda chain: [chain.publish("d1", place(Level.COUNTY, (0, "c1"))), chain.publish("d1-p-2014-1", proposal(3))],
    )
    expected, chain = figures(settled(folded()).reports), Chain()
    for number in order:
        steps[number](chain)
        settled(chain)
    found = {key: days for key, days in figures(chain.reports).items() if days}
    assert found == {key: days for key, days in expected.items() if days}


def test_until_its_place_is_known_a_matter_counts_under_its_organization() -> None:
    chain = Chain()
    chain.publish("d1-p-2014-1", proposal(3))
    assert figures(settled(chain).reports)[RECEIVED] == [(day(3), 1)]


def test_what_a_foreign_service_takes_back_is_no_longer_counted_as_foreign() -> None:
    chain = folded()
    forge(chain, Writer.TOWNSHIP, "d1-p-2014-2", proposal(4))
    settled(chain)
    assert chain.rollup.foreign
    before = figures(chain.reports)
    chain.tally.open(TP("lianxi.township.proposals", partition_for("d1").partition), 0)  # the topic was created again
    chain.feed([page.value for page in chain.tally.take(2, 1000)])
    chain.flush_rollup()
    assert not chain.rollup.foreign
    assert figures(chain.reports) == before


def test_what_an_older_version_counted_of_a_topic_of_all_services_is_ignored() -> None:
    chain = folded()
    chain.flush_tally()
    values = [value.replace(b'"lianxi.county.proposals"', b'"lianxi.proposals"') for value in chain.tallies]
    other = Chain()
    other.feed(values)
    other.flush_rollup()
    assert RECEIVED not in figures(other.reports)
    assert not other.rollup.foreign


def test_the_own_record_counts_that_the_host_has_published_and_no_other_one() -> None:
    chain = Chain()
    forge(chain, Writer.CITY, "d1", place(Level.COUNTY, (0, "c1")), epoch=1)
    own = OwnFacts(public_key=bytes(32), cadence=(YearCadence(2014, 17, (day(3),)),))
    forge(chain, Writer.COUNTY, "d1-o", own, epoch=1)
    expected = figures(settled(chain).reports)
    assert expected[FigureKey("c1", "subtree", 2014, "cadence_held")] == [(day(3), 1)]
    more = OwnFacts(public_key=bytes(32), cadence=(YearCadence(2014, 17, (day(3), day(4))),))
    for writer in (Writer.CITY, Writer.TOWNSHIP):
        forge(chain, writer, "d1-o", more)
    assert figures(settled(chain).reports) == expected
