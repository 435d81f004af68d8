"""What holds for every container of docker-compose.yml."""

import re
from ipaddress import ip_network
from typing import Any

import pytest
import yaml

from deploy import ports, secrets, settings
from deploy.kafka import access
from tests.deploy.manifests.composed import ONCE, OURS, ROOT, compose, secrets_of, services

every_service = pytest.mark.parametrize("name", services())
_VERSION = re.compile(r"[\w./-]+:v?\d+\.\d+(\.\d+)?")


@every_service
def test_a_container_is_nobody_and_can_change_nothing(name: str) -> None:
    service = services()[name]
    assert re.fullmatch(r"[1-9]\d*:\d+", service["user"])
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]


@every_service
def test_a_container_has_limits_of_everything_it_could_use_up(name: str) -> None:
    service = services()[name]
    assert all(service[limit] for limit in ("mem_limit", "cpus", "pids_limit"))
    assert all("size=" in each for each in service.get("tmpfs", []))
    assert service["logging"]["options"]["max-size"]


@every_service
def test_an_image_has_a_version_and_it_is_not_the_latest(name: str) -> None:
    assert _VERSION.fullmatch(services()[name]["image"])


@every_service
def test_what_runs_on_is_watched_and_what_runs_once_is_not_started_again(name: str) -> None:
    service = services()[name]
    assert ("healthcheck" in service) == (name not in ONCE)
    assert service["restart"] == ("no" if name in ONCE else "unless-stopped")


@every_service
def test_nothing_is_published_but_on_the_loopback_interface(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in services()[name].get("ports", []))


@every_service
def test_dependencies_are_healthy_or_completed(name: str) -> None:
    for other, how in services()[name].get("depends_on", {}).items():
        assert how["condition"] == ("service_completed_successfully" if other in ONCE else "service_healthy")


@every_service
def test_a_secret_is_a_file_and_never_in_the_environment(name: str) -> None:
    service = services()[name]
    for variable, value in _environment(service).items():
        if re.search("PASSWORD|SECRET|TOKEN", variable):
            assert value.startswith("/run/secrets"), variable
        assert not re.search(r"://[^/@]+:[^/@]+@", value), variable


def test_every_secret_is_one_that_the_command_makes_and_somebody_needs() -> None:
    declared = {name: each["file"] for name, each in compose()["secrets"].items()}
    assert set(declared.values()) == {f"./{secrets.FOLDER}/{name}" for name in secrets.names()}
    assert {file for service in services().values() for file in secrets_of(service)} == set(secrets.names())


def test_nobody_gets_the_secret_of_another() -> None:
    """But PostgreSQL and Kafka, which check them all, the jobs that prepare all databases, and the operator."""
    for name in (*ports.SERVICES, "tally-1", "tally-2", "rollup"):
        who = name.partition("-")[0]
        assert all(secret.endswith(f"-{who}") for secret in secrets_of(services()[name]))


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_a_process_is_a_setting(name: str) -> None:
    assert set(_environment(services()[name])) <= set(settings.known())


def test_every_variable_that_the_image_sets_is_a_setting() -> None:
    dockerfile = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
    named = set(re.findall(r"LIANXI_[A-Z_]+", dockerfile))
    assert named
    assert named <= set(settings.known())


@pytest.mark.parametrize("name", OURS)
def test_every_file_that_a_setting_names_is_mounted(name: str) -> None:
    service = services()[name]
    mounted = {f"/run/secrets/{secret}" for secret in service.get("secrets", []) if isinstance(secret, str)}
    for variable, value in _environment(service).items():
        if variable.endswith("_FILE"):
            wanted = {value.replace("{service}", each) for each in ports.SERVICES} if "{" in value else {value}
            assert wanted <= mounted | {"/authority/ca.crt"}
    if "LIANXI_KAFKA" in _environment(service):
        assert "authority:/authority:ro" in service["volumes"]


def test_kafka_knows_every_principal_of_the_table_and_no_other() -> None:
    users = {secret.removeprefix("kafka-user-") for secret in secrets_of(services()["kafka"]) if "user" in secret}
    assert users == {*access.TABLE, access.BROKER}


def test_two_workers_count_under_names_of_their_own_each_with_a_volume() -> None:
    workers = {name: services()[name] for name in ("tally-1", "tally-2")}
    for name, worker in workers.items():
        assert worker["command"][-1] == "tally"
        assert worker["environment"]["LIANXI_INSTANCE"] == name
        assert f"{name}:/var/lib/lianxi" in worker["volumes"]


def test_the_networks_of_kafka_and_the_databases_lead_nowhere() -> None:
    networks = compose()["networks"]
    assert all(networks[name] == {"internal": True} for name in ("kafka", "database", "watch"))
    assert services()["kafka"]["networks"] == ["kafka"]
    assert services()["postgres"]["networks"] == ["database"]
    assert all("database" not in services()[name]["networks"] for name in ("tally-1", "tally-2", "rollup"))


def test_prometheus_scrapes_every_process_where_it_listens() -> None:
    targets = yaml.safe_load((ROOT / "deploy/prometheus/targets.compose.yml").read_text(encoding="utf-8"))
    wanted = {f"{name}:{8000 + ports.METRICS + offset}" for name, offset in ports.SERVICES.items()}
    workers = {f"tally-1:{8000 + ports.TALLY_METRICS}", f"tally-2:{8000 + ports.TALLY_METRICS}"}
    found = {target for group in targets for target in group["targets"]}
    assert found == wanted | workers | {f"rollup:{8000 + ports.ROLLUP_METRICS}"}


@pytest.mark.parametrize("name", [name for name in OURS if name not in ONCE])
def test_the_health_check_asks_the_process_whether_it_is_ready(name: str) -> None:
    processors = {"tally-1": ports.TALLY_METRICS, "tally-2": ports.TALLY_METRICS, "rollup": ports.ROLLUP_METRICS}
    port = 8000 + (ports.SERVICES | processors)[name]
    assert services()[name]["healthcheck"]["test"] == [
        "CMD", "python", "deploy/health.py", f"http://127.0.0.1:{port}/readyz"
    ]  # fmt: skip


@pytest.mark.parametrize("name", [name for name in OURS if name not in ONCE])
def test_a_process_may_take_as_long_to_start_as_in_a_cluster(name: str) -> None:
    """All start at once, on a small host beside Kafka: what is unhealthy before that ends `make up`."""
    part = "services/service.yaml" if name in ports.SERVICES else "aggregation/worker.yaml"
    manifest = yaml.safe_load((ROOT / "k8s" / "base" / part).read_text(encoding="utf-8"))
    (container,) = manifest["spec"]["template"]["spec"]["containers"]
    probe = container["startupProbe"]
    assert services()[name]["healthcheck"]["start_period"] == f"{probe['periodSeconds'] * probe['failureThreshold']}s"


def test_no_proxy_is_trusted_that_the_operator_does_not_name() -> None:
    """With rootless Docker every client arrives from the gateway of the network: trusted, anyone could forge an address."""
    trusted = {_environment(service).get("LIANXI_TRUSTED_PROXIES", "") for service in services().values()}
    assert trusted == {""}


def _environment(service: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = service.get("environment", {})
    return found


def test_a_fixed_network_is_none_that_the_engine_gives_to_another() -> None:
    """Docker takes the next of its own pools for each network without a subnet: one that overlaps keeps everything from starting."""
    pools = [ip_network(pool) for pool in ("172.16.0.0/12", "192.168.0.0/16")]
    fixed = [
        ip_network(each["subnet"])
        for network in compose()["networks"].values()
        for each in network.get("ipam", {}).get("config", ())
    ]
    assert fixed
    assert [subnet for subnet in fixed if any(subnet.overlaps(pool) for pool in pools)] == []
