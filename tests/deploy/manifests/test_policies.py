"""What holds for every container, service and secret in a cluster, in each overlay."""

import re

from deploy import ports, secrets, settings
from tests.deploy.manifests.rendered import (
    Resource,
    containers,
    each_overlay,
    labels,
    mounted,
    needs_kustomize,
    of_kind,
    pod,
    resources,
    selects,
    workloads,
)

pytestmark = [needs_kustomize, each_overlay]

OF_STRIMZI = {"lianxi-cluster-ca-cert": {"ca.crt"}}
"""Secrets that Strimzi makes, besides one for each KafkaUser."""
OF_THE_INSTALLER = {"postgres-tls": {"ca.crt", "tls.crt", "tls.key"}}
"""Secrets that are made by hand, as k8s/README.md describes."""
OF_LIBPQ = {"PGSSLROOTCERT"}
"""The variable by which asyncpg finds the certificate of `ssl=verify-full`."""


def test_a_container_is_nobody_and_can_change_nothing(overlay: str) -> None:
    for name, workload in workloads(overlay).items():
        context = pod(workload)["securityContext"]
        assert context["runAsNonRoot"] is True, name
        assert context["runAsUser"] > 0, name
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}, name
    for name, container in containers(overlay):
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] is True, name
        assert context["allowPrivilegeEscalation"] is False, name
        assert context["capabilities"] == {"drop": ["ALL"]}, name


def test_no_pod_can_call_the_interface_of_the_cluster(overlay: str) -> None:
    """Nor does it get a variable for each Service: one of them would be taken for a setting of ours."""
    for workload in workloads(overlay).values():
        assert pod(workload)["automountServiceAccountToken"] is False
        assert pod(workload)["enableServiceLinks"] is False
        assert not any(pod(workload).get(shared) for shared in ("hostNetwork", "hostPID", "hostIPC"))
        assert not any("hostPath" in volume for volume in pod(workload)["volumes"])


def test_a_container_has_limits_of_processor_and_memory(overlay: str) -> None:
    for name, container in containers(overlay):
        assert {"cpu", "memory"} <= set(container["resources"]["limits"]), name
        assert {"cpu", "memory"} <= set(container["resources"]["requests"]), name
    for name, workload in workloads(overlay).items():
        for volume in pod(workload)["volumes"]:
            assert "emptyDir" not in volume or "sizeLimit" in volume["emptyDir"], name


def test_what_runs_on_is_asked_whether_it_lives_and_whether_it_is_ready(overlay: str) -> None:
    for name, workload in of_kind(overlay, "Deployment", "StatefulSet").items():
        for container in pod(workload)["containers"]:
            offered = {port["name"] for port in container["ports"]}
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                asked = container[probe].get("httpGet")
                assert asked is None or asked["port"] in offered, name
            ready = container["readinessProbe"]
            assert "exec" in ready or ready["httpGet"]["path"] == "/readyz"


def test_a_process_listens_where_it_does_everywhere(overlay: str) -> None:
    for name, offset in ports.SERVICES.items():
        assert _ports(workloads(overlay)[name]) == {"http": 8000 + offset, "metrics": 8000 + ports.METRICS + offset}
    assert _ports(workloads(overlay)["tally"]) == {"metrics": 8000 + ports.TALLY_METRICS}
    assert _ports(workloads(overlay)["rollup"]) == {"metrics": 8000 + ports.ROLLUP_METRICS}


def test_an_image_has_a_version_and_it_is_not_the_latest(overlay: str) -> None:
    for name, container in containers(overlay):
        assert re.fullmatch(r"[\w./-]+:v?\d+\.\d+(\.\d+)?", container["image"]), name


def test_a_secret_is_a_file_and_never_in_the_environment(overlay: str) -> None:
    assert not of_kind(overlay, "Secret")
    for name, container in containers(overlay):
        assert not any("secretRef" in each for each in container.get("envFrom", []))
        for variable in container.get("env", []):
            assert "secretKeyRef" not in variable.get("valueFrom", {}), name
            assert not re.search(r"://[^/@]+:[^/@]+@", variable.get("value", "")), name
            if re.search("PASSWORD|SECRET", variable["name"]):
                assert variable["value"].startswith("/run/secrets/lianxi"), name


def test_every_secret_is_one_that_strimzi_or_the_command_makes(overlay: str) -> None:
    users = {name: {"password"} for name in of_kind(overlay, "KafkaUser")}
    ours = {"databases": "database-", "services": "service-", "accounts": secrets.ACCOUNTS}
    made = {secret: {name for name in secrets.names() if name.startswith(begin)} for secret, begin in ours.items()}
    for name, workload in workloads(overlay).items():
        for secret, keys in mounted(pod(workload)):
            known = {**users, **OF_STRIMZI, **OF_THE_INSTALLER, **made}
            assert secret in known, name
            assert keys <= known[secret], name


def test_a_process_gets_its_own_secrets_and_no_others(overlay: str) -> None:
    for name in (*ports.SERVICES, "tally", "rollup"):
        own = {f"database-{name}", f"service-{name}", "password", "ca.crt"}
        got = mounted(pod(workloads(overlay)[name]))
        assert {key for _, keys in got for key in keys} <= own
        assert {secret for secret, _ in got} <= {
            "databases", "services", name, "lianxi-cluster-ca-cert", "postgres-tls"
        }  # fmt: skip


def test_every_variable_of_a_process_is_a_setting(overlay: str) -> None:
    given = {
        variable for each in of_kind(overlay, "ConfigMap").values() for variable in each["data"] if "." not in variable
    }
    named = {
        variable["name"]
        for _, container in containers(overlay)
        if container["image"].startswith("lianxi:")
        for variable in container.get("env", [])
    }
    assert given | named <= set(settings.known()) | OF_LIBPQ


def test_what_there_is_several_times_is_not_drained_away_at_once(overlay: str) -> None:
    budgets = of_kind(overlay, "PodDisruptionBudget").values()
    for name, workload in of_kind(overlay, "Deployment", "StatefulSet").items():
        if workload["spec"]["replicas"] > 1:
            held = [each["spec"] for each in budgets if selects(each["spec"]["selector"], labels(workload))]
            assert [each["maxUnavailable"] for each in held] == [1], name


def test_there_is_one_rollup_and_each_worker_keeps_its_checkpoints_and_its_name(overlay: str) -> None:
    workers = of_kind(overlay, "StatefulSet")
    assert workers["rollup"]["spec"]["replicas"] == 1
    for name in ("tally", "rollup"):
        (container,) = pod(workers[name])["containers"]
        assert {"name": "var", "mountPath": "/var/lib/lianxi"} in container["volumeMounts"]
        assert [each["metadata"]["name"] for each in workers[name]["spec"]["volumeClaimTemplates"]] == ["var"]
        instance = next(each for each in container["env"] if each["name"] == "LIANXI_INSTANCE")
        assert instance["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.name"}}


def test_every_service_leads_to_pods_that_are_there(overlay: str) -> None:
    for name, service in of_kind(overlay, "Service").items():
        found = [
            each
            for each in workloads(overlay).values()
            if selects({"matchLabels": service["spec"]["selector"]}, labels(each))
        ]
        assert len(found) == 1, name
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= set(_ports(found[0])), name


def test_the_namespace_admits_nothing_that_is_less_restricted(overlay: str) -> None:
    (namespace,) = of_kind(overlay, "Namespace").values()
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    assert {each["metadata"].get("namespace", "lianxi") for each in resources(overlay)} == {"lianxi"}


def _ports(workload: Resource) -> dict[str, int]:
    return {port["name"]: port["containerPort"] for each in pod(workload)["containers"] for port in each["ports"]}


def test_every_process_verifies_the_certificate_of_its_database(overlay: str) -> None:
    seen = set()
    for name, container in containers(overlay):
        given = {each["name"]: each.get("value", "") for each in container.get("env", [])}
        if "LIANXI_DATABASE" in given:
            seen.add(name)
            assert given["LIANXI_DATABASE"].endswith("?ssl=verify-full"), name
            assert given["PGSSLROOTCERT"] == "/run/secrets/lianxi/database-ca.crt"
            assert ("postgres-tls", {"ca.crt"}) in mounted(pod(workloads(overlay)[name])), name
    assert seen == {*ports.SERVICES, "migrate", "accounts", "reconcile"}


def test_only_postgresql_itself_has_the_key_of_its_certificate(overlay: str) -> None:
    has_all = {name for name, each in workloads(overlay).items() if ("postgres-tls", set()) in mounted(pod(each))}
    assert has_all == {"postgres"}
