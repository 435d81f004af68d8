"""Optional parts of an installation in a cluster."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from jsonschema import Draft202012Validator

from deploy import ports
from deploy.build.kustomize import render
from tests.deploy.manifests.rendered import labels, needs_kustomize, pod, selects, workloads
from tests.support.tree import ROOT

pytestmark = needs_kustomize

_CLOUDNATIVE_PG = Path(__file__).with_name("schemas") / "cloudnative-pg-v1.json"


Rendered = list[dict[str, Any]]


@pytest.fixture
def with_component(tmp_path: Path) -> Callable[[str], Rendered]:
    """Returns a function that renders an overlay with a component and returns its resources."""

    def rendered(name: str) -> Rendered:
        folders = [os.path.relpath(ROOT / "k8s" / each, tmp_path) for each in ("overlays/county", f"components/{name}")]
        overlay = {"namespace": "lianxi", "resources": folders[:1], "components": folders[1:]}
        (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump(overlay), encoding="utf-8")
        return list(yaml.safe_load_all(render(tmp_path)))

    return rendered


@pytest.fixture
def watched(with_component: Callable[[str], Rendered]) -> dict[str, dict[str, Any]]:
    """Returns kind -> resource that the component of the Prometheus Operator adds to an overlay."""
    added = [each for each in with_component("prometheus-operator") if "monitoring.coreos.com" in each["apiVersion"]]
    return {each["kind"]: each for each in added}


def test_the_monitor_selects_every_process_with_a_metrics_port_and_no_other(watched: dict[str, dict[str, Any]]) -> None:
    monitor = watched["PodMonitor"]
    assert monitor["metadata"]["namespace"] == "lianxi"
    (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
    offering = {
        name
        for name, each in workloads("county").items()
        if any(
            port["name"] == endpoint["port"]
            for container in pod(each)["containers"]
            for port in container.get("ports", ())
        )
    }
    selected = {
        name for name, each in workloads("county").items() if selects(monitor["spec"]["selector"], labels(each))
    }
    assert selected == offering
    assert len(selected) > 4


def test_the_rules_are_those_that_are_tested(watched: dict[str, dict[str, Any]]) -> None:
    tested = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))
    assert watched["PrometheusRule"]["spec"] == tested


def test_every_resource_of_cloudnative_pg_is_what_its_definition_says(
    with_component: Callable[[str], Rendered],
) -> None:
    schemas = json.loads(_CLOUDNATIVE_PG.read_text(encoding="utf-8"))
    added = [each for each in with_component("cloudnative-pg") if each["kind"] in schemas]
    assert {each["kind"] for each in added} == set(schemas)
    for resource in added:
        errors = Draft202012Validator(schemas[resource["kind"]]).iter_errors(resource)
        assert [(list(error.path), error.message) for error in errors] == []


def test_with_cloudnative_pg_a_service_has_its_role_and_database_and_enters_no_other(
    with_component: Callable[[str], Rendered],
) -> None:
    resources = with_component("cloudnative-pg")
    (cluster,) = (each["spec"] for each in resources if each["kind"] == "Cluster")
    databases = [each["spec"] for each in resources if each["kind"] == "Database"]
    names = [f"lianxi_{service}" for service in ports.SERVICES]
    assert [role["name"] for role in cluster["managed"]["roles"]] == names
    assert {each["name"]: each["owner"] for each in databases} == {name: name for name in names}
    *entering, last = cluster["postgresql"]["pg_hba"]
    assert entering == [f"hostssl {name} {name} all scram-sha-256" for name in names]
    assert last == "host all all all reject"


def test_with_cloudnative_pg_the_name_of_the_database_leads_to_its_primary_and_clients_may_connect(
    with_component: Callable[[str], Rendered],
) -> None:
    """Its container names the port otherwise than that of the StatefulSet, which is gone."""
    resources = with_component("cloudnative-pg")
    found = {(each["kind"], each["metadata"]["name"]): each["spec"] for each in resources if "spec" in each}
    assert ("StatefulSet", "postgres") not in found
    service, cluster = found["Service", "postgres"], found["Cluster", "database"]
    assert service["selector"] == {"cnpg.io/cluster": "database", "cnpg.io/instanceRole": "primary"}
    assert service["ports"] == [{"name": "postgres", "port": 5432, "targetPort": 5432}]
    policy = found["NetworkPolicy", "postgres"]
    assert selects(policy["podSelector"], cluster["inheritedMetadata"]["labels"])
    assert policy["ingress"][0]["ports"] == [{"protocol": "TCP", "port": 5432}]
    assert cluster["certificates"]["serverAltDNSNames"] == ["postgres"]


def test_with_autoscaling_every_service_grows_with_its_processor_time(
    with_component: Callable[[str], Rendered],
) -> None:
    scalers = [each for each in with_component("autoscaling") if each["kind"] == "HorizontalPodAutoscaler"]
    for each in scalers:
        kubernetes_validate.validate(each, "1.33", strict=True)
    assert [each["spec"]["scaleTargetRef"]["name"] for each in scalers] == sorted(ports.SERVICES)


def test_with_single_sign_on_the_services_alone_reach_the_identity_provider(
    with_component: Callable[[str], Rendered],
) -> None:
    found = {each["metadata"]["name"]: each for each in with_component("single-sign-on")}
    policy = found["identity-provider"]
    kubernetes_validate.validate(policy, "1.33", strict=True)
    selected = {
        name for name, each in workloads("county").items() if selects(policy["spec"]["podSelector"], labels(each))
    }
    assert selected == set(ports.SERVICES)
    (rule,) = policy["spec"]["egress"]
    assert rule == {"to": [{"ipBlock": {"cidr": "192.0.2.1/32"}}], "ports": [{"protocol": "TCP", "port": 443}]}
