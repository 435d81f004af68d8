"""The operator's commands: one container has what they need, and the guide describes how to run them there."""

import json
import re
from typing import Any

from deploy import ports
from shared.domain.calendar import ZONE
from tests.deploy.manifests.composed import OURS, ROOT, secrets_of, services
from tests.deploy.manifests.rendered import each_overlay, job, mounted, needs_kustomize, of_kind, pod, workloads

GUIDE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def test_in_compose_the_operator_alone_has_kafka_and_every_database_and_nothing_else() -> None:
    operator = services()["operator"]
    assert sorted(secrets_of(operator)) == [
        *sorted(f"database-{name}" for name in ports.SERVICES),
        "kafka-user-operator",
    ]
    assert operator["networks"] == ["front", "kafka", "database"]
    both = {
        name
        for name in OURS
        if {"kafka", "database"} <= set(services()[name]["networks"]) and name not in ports.SERVICES
    }
    assert both == {"operator"}


def test_what_the_operator_runs_starts_when_it_is_asked_for_and_starts_no_service() -> None:
    """`up` leaves it alone; a command that wants a service stopped does not start it."""
    assert [name for name in services() if "profiles" in services()[name]] == ["operator"]
    assert all("operator" not in each.get("depends_on", {}) for each in services().values())
    assert set(services()["operator"]["depends_on"]) == {"kafka", "postgres"}


def test_every_service_that_the_guide_names_is_there() -> None:
    named = set(re.findall(r"docker compose run(?: --?[\w-]+)* (\w+)", GUIDE)) | {
        word for words in re.findall(r"docker compose (?:start|stop)((?: [\w-]+)+)", GUIDE) for word in words.split()
    }
    assert {"operator", "rollup"} <= named
    assert named <= set(services())


@needs_kustomize
@each_overlay
def test_in_a_cluster_the_operator_alone_has_kafka_and_every_database_and_nothing_else(overlay: str) -> None:
    got = dict(mounted(pod(workloads(overlay)["reconcile"])))
    databases = {f"database-{name}" for name in ports.SERVICES}
    assert got == {
        "lianxi-cluster-ca-cert": {"ca.crt"},
        "postgres-tls": {"ca.crt"},
        "operator": {"password"},
        "databases": databases,
    }
    for name, workload in workloads(overlay).items():
        assert name == "reconcile" or not {"operator", "databases"} <= {one for one, _ in mounted(pod(workload))}


@needs_kustomize
@each_overlay
def test_every_night_is_reconciled_once_by_a_job_that_ends(overlay: str) -> None:
    (cron,) = of_kind(overlay, "CronJob").values()
    assert pod(cron)["containers"][0]["command"] == ["python", "-m", "deploy", "reconcile"]
    assert re.fullmatch(r"\d+ \d+ \* \* \*", cron["spec"]["schedule"])
    assert cron["spec"]["timeZone"] == ZONE.key
    assert cron["spec"]["concurrencyPolicy"] == "Forbid"
    assert pod(cron)["restartPolicy"] == "Never"
    assert job(cron)["spec"]["backoffLimit"] <= 1
    assert job(cron)["spec"]["activeDeadlineSeconds"] < 24 * 3600
    assert {"successfulJobsHistoryLimit", "failedJobsHistoryLimit"} <= set(cron["spec"])


@needs_kustomize
@each_overlay
def test_the_job_of_the_guide_is_the_nightly_one_that_waits_instead_and_ends(overlay: str) -> None:
    (patch,) = (json.loads(found) for found in re.findall(r"--patch='(.+)'", GUIDE))
    (change,) = patch
    nightly: Any = job(of_kind(overlay, "CronJob")["reconcile"])
    *path, last = change["path"].split("/")[1:]
    place = nightly
    for step in path:
        place = place[int(step) if step.isdigit() else step]
    assert change["op"] == "replace"
    assert place[last] == ["python", "-m", "deploy", "reconcile"]
    word, hours = change["value"]
    assert word == "sleep"
    assert int(hours.removesuffix("h")) * 3600 < nightly["spec"]["activeDeadlineSeconds"]


@needs_kustomize
@each_overlay
def test_what_runs_once_may_do_what_every_process_may(overlay: str) -> None:
    """A CronJob is reached by no patch of a pod: what those contain is copied."""
    of_a_job, of_a_cron = (workloads(overlay)[name] for name in ("topics", "reconcile"))
    assert pod(of_a_cron)["securityContext"] == pod(of_a_job)["securityContext"]
    assert pod(of_a_cron)["containers"][0]["securityContext"] == pod(of_a_job)["containers"][0]["securityContext"]
