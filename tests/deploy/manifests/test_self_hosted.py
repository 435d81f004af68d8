"""Self-hosted counties in a cluster: the command writes their topics and users, with the rights of the table."""

import json
import os
import shutil
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from deploy.__main__ import app
from deploy.build.kustomize import OVERLAYS, render
from deploy.kafka.access import access_table, rules
from shared.contracts.topics import kafka_topics
from shared.contracts.writers import SelfHosted, Writer, Writers
from tests.deploy.manifests.rendered import Resource, needs_kustomize
from tests.support.tree import ROOT

COUNTY, TOWNSHIPS = SelfHosted(Writer.COUNTY, "522722"), SelfHosted(Writer.TOWNSHIP, "522722")
WRITERS = Writers(frozenset({COUNTY, TOWNSHIPS}))
_STRIMZI = json.loads((Path(__file__).with_name("schemas") / "strimzi-v1.json").read_text(encoding="utf-8"))


NODES = ("--external", "nodeport", "--host", "kafka.example.cn", "--broker-host", "kafka-{nodeId}.example.cn")
BALANCED = ("--external", "loadbalancer", "--host", "kafka.example.cn")
SOURCES = ("10.52.27.0/24", "2001:db8:27::/48")
FROM = tuple(word for each in SOURCES for word in ("--from", each))


@pytest.fixture(scope="module", params=OVERLAYS)
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Resource, ...]:
    """Returns all resources of an overlay that lists the component which the command has written."""
    return _installed(request.param, tmp_path_factory.mktemp("self_hosted"))


@pytest.fixture(scope="module", params=[(each, words) for each in OVERLAYS for words in (NODES, BALANCED)])
def reachable(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Resource, ...]:
    """Returns the same with a listener for counties outside the cluster."""
    overlay, words = request.param
    return _installed(overlay, tmp_path_factory.mktemp("reachable"), *words, *FROM)


def _installed(name: str, folder: Path, *words: str) -> tuple[Resource, ...]:
    for used in ("k8s", "deploy/postgres"):
        shutil.copytree(ROOT / used, folder / used)
    manifests = folder / "k8s"
    _write(manifests / "components" / "self-hosted", *words)
    overlay = manifests / "overlays" / name
    with (overlay / "kustomization.yaml").open("a", encoding="utf-8") as file:
        yaml.safe_dump({"components": [os.path.relpath(manifests / "components" / "self-hosted", overlay)]}, file)
    return tuple(yaml.safe_load_all(render(overlay)))


def _write(component: Path, *words: str) -> None:
    environment = {"LIANXI_SELF_HOSTED": f"{TOWNSHIPS}, {COUNTY}"}
    done = CliRunner().invoke(app, ["strimzi", str(component), *words], env=environment)
    assert done.exit_code == 0, done.output


def _specifications(installed: tuple[Resource, ...], kind: str) -> dict[str, Resource]:
    return {each["metadata"]["name"]: each["spec"] for each in installed if each["kind"] == kind}


@needs_kustomize
def test_every_topic_of_the_self_hosted_counties_is_there_and_no_other(installed: tuple[Resource, ...]) -> None:
    found = _specifications(installed, "KafkaTopic")
    assert {name: (each["partitions"], each["config"]) for name, each in found.items()} == {
        name: (kept.partitions, kept.configuration) for name, kept in kafka_topics(WRITERS).items()
    }
    assert found["lianxi.county-522722.proposals"]["partitions"] == 1
    (nodes,) = (each["replicas"] for each in _specifications(installed, "KafkaNodePool").values())
    configured = _specifications(installed, "Kafka")["lianxi"]["kafka"]["config"]["default.replication.factor"]
    assert {each.get("replicas", configured) for each in found.values()} == {nodes}


@needs_kustomize
def test_every_user_may_do_what_the_table_says_and_nothing_else(installed: tuple[Resource, ...]) -> None:
    found = _specifications(installed, "KafkaUser")
    table = access_table(WRITERS)
    assert found.keys() == table.keys()
    for name, access in table.items():
        given = [
            (each["resource"]["type"], each["resource"]["name"], operation)
            for each in found[name]["authorization"]["acls"]
            for operation in each["operations"]
        ]
        assert given == [(rule.kind, rule.name, rule.operation) for rule in rules(access)]
        assert found[name]["authentication"] == {"type": "scram-sha-512"}


@needs_kustomize
def test_every_process_gets_the_same_list(installed: tuple[Resource, ...]) -> None:
    (settings,) = (
        each for each in installed if each["kind"] == "ConfigMap" and each["metadata"]["name"].startswith("kafka-")
    )
    assert settings["data"]["LIANXI_SELF_HOSTED"] == f"{COUNTY},{TOWNSHIPS}"
    assert settings["data"]["LIANXI_KAFKA"] == "lianxi-kafka-bootstrap:9093"
    for each in installed:
        if each["kind"] in ("Deployment", "Job"):
            (container,) = each["spec"]["template"]["spec"]["containers"]
            sources = [source["configMapRef"]["name"] for source in container.get("envFrom", [])]
            assert sources in ([], [settings["metadata"]["name"]])


@needs_kustomize
def test_every_resource_is_what_its_definition_says(installed: tuple[Resource, ...]) -> None:
    _validate(installed)


@needs_kustomize
def test_counties_outside_the_cluster_reach_kafka_by_tls_with_passwords_from_their_networks_only(
    reachable: tuple[Resource, ...], installed: tuple[Resource, ...]
) -> None:
    _validate(reachable)
    inside, outside = _listeners(reachable)
    assert [inside] == _listeners(installed), "those inside go on as before"
    assert outside["tls"] is True
    assert outside["authentication"] == {"type": "scram-sha-512"}
    assert [peer["ipBlock"]["cidr"] for peer in outside["networkPolicyPeers"]] == list(SOURCES)
    assert outside["configuration"]["externalTrafficPolicy"] == "Local", "else the county's address is not recognized"


@needs_kustomize
def test_clients_outside_find_the_names_that_they_connect_to_in_the_certificates(
    reachable: tuple[Resource, ...],
) -> None:
    _, outside = _listeners(reachable)
    reached = outside["configuration"]
    assert reached["bootstrap"] == {"alternativeNames": ["kafka.example.cn"]}
    if outside["type"] == "nodeport":
        assert reached["advertisedHostTemplate"] == "kafka-{nodeId}.example.cn"
    else:
        assert reached["loadBalancerSourceRanges"] == list(SOURCES)
        assert "advertisedHostTemplate" not in reached, "Strimzi knows the address of each load balancer"


def test_a_component_that_is_written_again_without_a_listener_has_none(tmp_path: Path) -> None:
    _write(tmp_path, *NODES, *FROM)
    _write(tmp_path)
    assert "listener" not in (tmp_path / "kustomization.yaml").read_text(encoding="utf-8")
    assert not (tmp_path / "listener.yaml").exists()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--from", "10.52.27.0/24"), "--external"),
        (("--external", "ingress", "--host", "kafka.example.cn", *FROM), "--external ingress"),
        (BALANCED, "--from"),
        (("--external", "nodeport", *FROM), "--host"),
        (("--external", "nodeport", "--host", "kafka", *FROM), "--host kafka"),
        (("--external", "nodeport", "--host", "kafka-{nodeId}.example.cn", *FROM), "--host kafka-{nodeId}.example.cn"),
        ((*BALANCED, "--broker-host", "kafka-{node}.example.cn", *FROM), "--broker-host kafka-{node}.example.cn"),
        ((*BALANCED, "--from", "10.52.27.9/24"), "--from 10.52.27.9/24"),
        ((*BALANCED, "--from", "0.0.0.0/0"), "--from 0.0.0.0/0"),
    ],
)
def test_a_wrong_or_missing_option_of_the_listener_is_named_and_nothing_is_written(
    tmp_path: Path, words: tuple[str, ...], named: str
) -> None:
    environment = {"LIANXI_SELF_HOSTED": str(COUNTY)}
    done = CliRunner().invoke(app, ["strimzi", str(tmp_path / "component"), *words], env=environment)
    assert done.exit_code == 1
    assert named in done.output
    assert not (tmp_path / "component").exists()


def _listeners(resources: tuple[Resource, ...]) -> list[Resource]:
    found: list[Resource] = _specifications(resources, "Kafka")["lianxi"]["kafka"]["listeners"]
    return found


def _validate(resources: tuple[Resource, ...]) -> None:
    for resource in resources:
        if resource["kind"] in _STRIMZI:
            errors = Draft202012Validator(_STRIMZI[resource["kind"]]).iter_errors(resource)
            assert [(list(error.path), error.message) for error in errors] == []
        else:
            kubernetes_validate.validate(resource, "1.33", strict=True)


def test_without_a_list_the_command_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["strimzi", str(tmp_path / "component")], env={"LIANXI_SELF_HOSTED": ""})
    assert done.exit_code == 1
    assert "LIANXI_SELF_HOSTED" in done.output
    assert not (tmp_path / "component").exists()
