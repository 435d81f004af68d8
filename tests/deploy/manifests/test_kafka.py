"""Kafka in a cluster: its topics are those of the contract, and its users have the rights of the table."""

from itertools import product

from deploy.kafka.access import TABLE
from shared.contracts.topics import KAFKA_TOPICS, SERVICE_TOPICS, Topic, names_of, topic_name
from shared.contracts.writers import Writer
from tests.deploy.manifests.rendered import each_overlay, needs_kustomize, of_kind

pytestmark = [needs_kustomize, each_overlay]

SERVICES = {"region", "city", "county", "township"}


def test_every_topic_of_the_contract_is_there_and_no_other(overlay: str) -> None:
    found = {name: each["spec"] for name, each in of_kind(overlay, "KafkaTopic").items()}
    assert {name: (each["partitions"], each["config"]) for name, each in found.items()} == {
        name: (kept.partitions, kept.configuration) for name, kept in KAFKA_TOPICS.items()
    }


def test_there_are_as_many_copies_of_everything_as_nodes(overlay: str) -> None:
    (nodes,) = (each["spec"]["replicas"] for each in of_kind(overlay, "KafkaNodePool").values())
    configured = of_kind(overlay, "Kafka")["lianxi"]["spec"]["kafka"]["config"]
    assert {each["spec"]["replicas"] for each in of_kind(overlay, "KafkaTopic").values()} == {nodes}
    assert {value for name, value in configured.items() if name.endswith("replication.factor")} == {nodes}
    assert configured["min.insync.replicas"] == configured["transaction.state.log.min.isr"] == nodes // 2 + 1


def test_who_may_write_and_read_a_topic_is_what_the_table_says(overlay: str) -> None:
    for topic in KAFKA_TOPICS:
        assert _who(overlay, topic, "Write") == {name for name, each in TABLE.items() if topic in each.writes}
        assert _who(overlay, topic, "Read") == {name for name, each in TABLE.items() if topic in each.reads}


def test_who_may_write_and_read_a_topic_is_what_the_contract_says(overlay: str) -> None:
    for topic, writer in product(SERVICE_TOPICS, Writer):  # the operator may publish a dead letter again
        assert _who(overlay, topic_name(topic, writer), "Write") - {"operator"} == {writer}
    assert _who(overlay, Topic.TALLIES, "Write") == {"tally"}
    assert _who(overlay, Topic.REPORTS, "Write") == {"rollup"}
    for name in names_of((Topic.TRANSFERS, Topic.ATTACHMENTS)):
        assert _who(overlay, name, "Read") - {"operator"} == SERVICES


def test_nobody_comes_without_a_password_and_encryption(overlay: str) -> None:
    kafka = of_kind(overlay, "Kafka")["lianxi"]["spec"]["kafka"]
    assert [(each["tls"], each["authentication"]["type"]) for each in kafka["listeners"]] == [(True, "scram-sha-512")]
    assert kafka["authorization"] == {"type": "simple"}
    assert kafka["config"]["auto.create.topics.enable"] is False
    assert all(
        each["spec"]["authentication"]["type"] == "scram-sha-512" for each in of_kind(overlay, "KafkaUser").values()
    )


def _who(overlay: str, topic: str, operation: str) -> set[str]:
    return {
        name
        for name, user in of_kind(overlay, "KafkaUser").items()
        for rule in user["spec"]["authorization"]["acls"]
        if rule["resource"] == {"type": "topic", "name": topic, "patternType": "literal"}
        if operation in rule["operations"]
    }
