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


@pytest.fixture(scope="module", params=OVERLAYS)
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Resource, ...]:
    """Returns all resources of an overlay that lists the component which the command has written."""
    folder = tmp_path_factory.mktemp("self_hosted")
    for used in ("k8s", "deploy/postgres"):
        shutil.copytree(ROOT / used, folder / used)
    manifests = folder / "k8s"
    environment = {"LIANXI_SELF_HOSTED": f"{TOWNSHIPS}, {COUNTY}"}
    done = CliRunner().invoke(app, ["strimzi", str(manifests / "components" / "self-hosted")], env=environment)
    assert done.exit_code == 0, done.output
    overlay: Path = manifests / "overlays" / request.param
    with (overlay / "kustomization.yaml").open("a", encoding="utf-8") as file:
        yaml.safe_dump({"components": [os.path.relpath(manifests / "components" / "self-hosted", overlay)]}, file)
    return tuple(yaml.safe_load_all(render(overlay)))


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
    for resource in installed:
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
