"""The manifests of an overlay, as kustomize renders them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from deploy.build.kustomize import OVERLAYS, ROOT, render

Resource = dict[str, Any]
WORKLOADS = ("Deployment", "StatefulSet", "Job", "CronJob")

each_overlay = pytest.mark.parametrize("overlay", OVERLAYS)
needs_kustomize = pytest.mark.kustomize


@cache
def resources(overlay: str) -> tuple[Resource, ...]:
    """Returns all resources."""
    return tuple(yaml.safe_load_all(render(ROOT / "k8s" / "overlays" / overlay)))


def of_kind(overlay: str, *kinds: str) -> dict[str, Resource]:
    """Returns name -> resource of these kinds."""
    return {each["metadata"]["name"]: each for each in resources(overlay) if each["kind"] in kinds}


def workloads(overlay: str) -> dict[str, Resource]:
    """Returns all resources that create pods, except those of Strimzi's operators."""
    return of_kind(overlay, *WORKLOADS)


def pod(workload: Resource) -> Resource:
    """Returns the specification of its pods."""
    found: Resource = _template(workload)["spec"]
    return found


def labels(workload: Resource) -> dict[str, str]:
    """Returns the labels of its pods."""
    found: dict[str, str] = _template(workload)["metadata"]["labels"]
    return found


def job(cron: Resource) -> Resource:
    """Returns the job that a CronJob creates at each run, and `kubectl create job --from` at once."""
    return {"apiVersion": "batch/v1", "kind": "Job", **cron["spec"]["jobTemplate"]}


def _template(workload: Resource) -> Resource:
    found: Resource = (job(workload) if workload["kind"] == "CronJob" else workload)["spec"]["template"]
    return found


def containers(overlay: str) -> Iterator[tuple[str, Resource]]:
    """Yields workload and container."""
    for name, workload in workloads(overlay).items():
        for container in (*pod(workload)["containers"], *pod(workload).get("initContainers", ())):
            yield name, container


def mounted(specification: Resource) -> list[tuple[str, set[str]]]:
    """Returns secret -> mounted keys; an empty set means all."""
    found: list[tuple[str, set[str]]] = []
    for volume in specification["volumes"]:
        sources: list[Any] = [each["secret"] for each in volume.get("projected", {}).get("sources", [])]
        if "secret" in volume:
            sources.append({"name": volume["secret"]["secretName"], **volume["secret"]})
        found += [(each["name"], {item["key"] for item in each.get("items", [])}) for each in sources]
    return found


def selects(selector: Resource, carried: dict[str, str]) -> bool:
    """Returns whether a label selector matches these labels."""
    exact = selector.get("matchLabels", {})
    listed = selector.get("matchExpressions", ())
    return all(carried.get(name) == value for name, value in exact.items()) and all(
        carried.get(each["key"]) in each["values"] for each in listed if each["operator"] == "In"
    )
