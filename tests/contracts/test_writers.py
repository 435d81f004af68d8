"""Who writes what: the table of the contract is what the charters say, and topics in Kafka have one writer."""

import pytest

from deploy import ports
from deploy.ops.hosting import charters_of
from shared.contracts.topics import KAFKA_TOPICS, SERVICE_TOPICS, Topic, kind_of, names_of, topic_name, writer_of
from shared.contracts.vocabulary import Level
from shared.contracts.writers import HOSTS, KEEPS, Writer, authority, may_host, may_keep


def test_every_service_is_a_writer() -> None:
    assert {*Writer} == ports.SERVICES.keys()


@pytest.mark.parametrize("writer", Writer)
def test_a_service_hosts_and_keeps_what_its_charter_says(writer: Writer) -> None:
    charters = charters_of(writer)
    assert {level for level, host in HOSTS.items() if host is writer} == set(charters.hosts)
    assert KEEPS[writer] == set(charters.keeps)


def test_every_organization_has_a_host_and_a_keeper() -> None:
    levels = {*Level} - {Level.NATION}
    assert HOSTS.keys() == levels
    assert set().union(*KEEPS.values()) == levels


def test_a_service_has_authority_over_those_whose_records_it_keeps() -> None:
    for writer, levels in KEEPS.items():
        assert all(authority(HOSTS[level]) <= authority(writer) for level in levels)
    assert authority(None) == 0


def test_a_writer_that_is_unknown_may_nothing() -> None:
    assert not any(may_host(None, level) or may_keep(None, level) for level in Level)


@pytest.mark.parametrize("name", KAFKA_TOPICS)
def test_the_name_of_a_topic_is_that_of_its_kind_and_writer(name: str) -> None:
    kind, writer = kind_of(name), writer_of(name)
    assert (writer is None) == (kind not in SERVICE_TOPICS)
    assert name == (topic_name(kind, writer) if writer else kind.value)


def test_there_are_as_many_topics_of_a_kind_as_services() -> None:
    assert len(names_of([Topic.PROPOSALS])) == len(Writer)
    assert names_of([Topic.PROPOSALS], Writer.COUNTY) == ["lianxi.county.proposals"]
    assert names_of([Topic.REPORTS]) == ["lianxi.reports"]
