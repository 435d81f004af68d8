"""Optional parts of an installation in a cluster."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.build.kustomize import render
from tests.deploy.manifests.rendered import labels, needs_kustomize, pod, selects, workloads
from tests.support.tree import ROOT

pytestmark = needs_kustomize


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, dict[str, Any]]:
    """Returns kind -> resource that the component of the Prometheus Operator adds to an overlay."""
    base, component = (
        os.path.relpath(ROOT / "k8s" / name, tmp_path) for name in ("overlays/county", "components/prometheus-operator")
    )
    overlay = {"namespace": "lianxi", "resources": [base], "components": [component]}
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump(overlay), encoding="utf-8")
    added = [each for each in yaml.safe_load_all(render(tmp_path)) if "monitoring.coreos.com" in each["apiVersion"]]
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
