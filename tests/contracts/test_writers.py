"""Who writes what: the table of the contract agrees with the charters, and topics in Kafka have one writer."""

import pytest

from deploy import ports
from deploy.ops.hosting import charters_of
from shared.contracts.topics import (
    SERVICE_TOPICS,
    Topic,
    is_known,
    kafka_topics,
    kind_of,
    names_of,
    partition_count,
    topic_name,
    writer_of,
)
from shared.contracts.vocabulary import Level
from shared.contracts.writers import HOSTS, KEEPS, SHARED, SelfHosted, Writer, Writers, authority, writer_named

COUNTY, OTHER = "522722", "522625"
OWN = Writers(frozenset({SelfHosted(Writer.COUNTY, COUNTY), SelfHosted(Writer.TOWNSHIP, COUNTY)}))


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
    assert not any(SHARED.may_host(None, level, "522625") or SHARED.may_keep(None, level, "522625") for level in Level)


@pytest.mark.parametrize("name", kafka_topics(OWN))
def test_the_name_of_a_topic_is_that_of_its_kind_and_writer(name: str) -> None:
    kind, writer = kind_of(name), writer_of(name)
    assert (writer is None) == (kind not in SERVICE_TOPICS)
    assert name == (topic_name(kind, writer) if writer else kind.value)


def test_there_are_as_many_topics_of_a_kind_as_services() -> None:
    assert len(names_of([Topic.PROPOSALS])) == len(Writer)
    assert names_of([Topic.PROPOSALS], Writer.COUNTY) == ["lianxi.county.proposals"]
    assert names_of([Topic.REPORTS]) == ["lianxi.reports"]


@pytest.mark.parametrize(
    "name",
    ["lianxi.nobody.proposals", "lianxi.county.reports", "lianxi.county-1.proposals", "lianxi.city-522722.proposals"],
)
def test_no_other_name_is_that_of_a_topic(name: str) -> None:
    assert not is_known(name)
    assert writer_of(name) is None


def test_the_topics_of_a_self_hosted_county_have_one_partition_each() -> None:
    names = names_of(SERVICE_TOPICS, SelfHosted(Writer.COUNTY, COUNTY))
    assert len(names) == len(SERVICE_TOPICS)
    assert {kafka_topics(OWN)[name].partitions for name in names} == {1}
    assert partition_count("lianxi.county.proposals") == partition_count(Topic.PROPOSALS) == 12


def test_a_self_hosted_county_writes_what_concerns_itself_and_nobody_else_does() -> None:
    own, townships = writer_named("county-522722"), writer_named("township-522722")
    assert OWN.may_host(own, Level.COUNTY, COUNTY)
    assert OWN.may_host(townships, Level.TOWNSHIP, COUNTY + "101")
    assert OWN.may_keep(own, Level.TOWNSHIP, COUNTY + "101")
    assert OWN.may_keep(Writer.CITY, Level.COUNTY, COUNTY)
    for other in {*OWN.all} - {own}:
        assert not OWN.may_host(other, Level.COUNTY, COUNTY)
    for other in {*OWN.all} - {own, Writer.CITY}:
        assert not OWN.may_keep(other, Level.TOWNSHIP, COUNTY + "101")


def test_a_self_hosted_county_writes_nothing_about_others() -> None:
    for own in OWN.self_hosted:
        for level in Level:
            for other in (OTHER, OTHER + "101", "522700", "520000", "wulingshan"):
                assert not OWN.may_host(own, level, other)
                assert not OWN.may_keep(own, level, other)
        for level in {*Level} - {Level.COUNTY, Level.TOWNSHIP}:
            assert not OWN.may_host(own, level, COUNTY)
            assert not OWN.may_keep(own, level, COUNTY)


def test_a_writer_that_is_not_listed_writes_nothing() -> None:
    stranger = SelfHosted(Writer.COUNTY, OTHER)
    assert not any(OWN.may_host(stranger, level, OTHER) or OWN.may_keep(stranger, level, OTHER) for level in Level)
    assert OWN.may_host(Writer.COUNTY, Level.COUNTY, OTHER)


@pytest.mark.parametrize(
    "name", ["nobody", "county-52272", "county-5227221", "county-", "region-522722", "county-52272٢"]
)
def test_only_counties_and_townships_are_hosted_by_a_county_itself(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        writer_named(name)
