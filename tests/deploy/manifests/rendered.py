"""The manifests of an overlay, as kustomize renders them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from deploy.kustomize import OVERLAYS, ROOT, program, render

Resource = dict[str, Any]
WORKLOADS = ("Deployment", "StatefulSet", "Job")

each_overlay = pytest.mark.parametrize("overlay", OVERLAYS)
needs_kustomize = pytest.mark.skipif(program() is None, reason="neither kustomize nor kubectl: `make k8s` builds one")


@cache
def resources(overlay: str) -> tuple[Resource, ...]:
    """All of them."""
    return tuple(yaml.safe_load_all(render(ROOT / "k8s" / "overlays" / overlay)))


def of_kind(overlay: str, *kinds: str) -> dict[str, Resource]:
    """Name -> resource, of these kinds."""
    return {each["metadata"]["name"]: each for each in resources(overlay) if each["kind"] in kinds}


def workloads(overlay: str) -> dict[str, Resource]:
    """Everything that makes pods, but what Strimzi's operators make."""
    return of_kind(overlay, *WORKLOADS)


def pod(workload: Resource) -> Resource:
    """The specification of its pods."""
    found: Resource = workload["spec"]["template"]["spec"]
    return found


def labels(workload: Resource) -> dict[str, str]:
    """Those of its pods."""
    found: dict[str, str] = workload["spec"]["template"]["metadata"]["labels"]
    return found


def containers(overlay: str) -> Iterator[tuple[str, Resource]]:
    """Workload and container."""
    for name, workload in workloads(overlay).items():
        for container in (*pod(workload)["containers"], *pod(workload).get("initContainers", ())):
            yield name, container


def selects(selector: Resource, carried: dict[str, str]) -> bool:
    """Whether a label selector fits these labels."""
    exact = selector.get("matchLabels", {})
    listed = selector.get("matchExpressions", ())
    return all(carried.get(name) == value for name, value in exact.items()) and all(
        carried.get(each["key"]) in each["values"] for each in listed if each["operator"] == "In"
    )
