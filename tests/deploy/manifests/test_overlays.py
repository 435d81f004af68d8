"""What the two installations differ by."""

from collections import Counter

from shared.contracts.subjects import is_key
from tests.deploy.manifests.rendered import labels, needs_kustomize, of_kind, pod

pytestmark = needs_kustomize

SERVICES = ("region", "city", "county", "township")


def test_a_county_needs_one_node_and_hosts_what_its_settings_say() -> None:
    running = of_kind("county", "Deployment", "StatefulSet", "KafkaNodePool")
    assert {each["spec"]["replicas"] for each in running.values()} == {1}
    hosted = {name: _organizations(running[name]["spec"]["template"]["spec"]["containers"][0]) for name in SERVICES}
    assert Counter({name: len(keys) for name, keys in hosted.items() if name != "township"}) == Counter(SERVICES[:3])
    assert all(is_key(key) for keys in hosted.values() for key in keys)
    assert all(key.startswith(hosted["county"][0]) for key in hosted["township"])


def test_in_a_province_nothing_but_the_rollup_and_the_database_is_there_once() -> None:
    running = of_kind("province", "Deployment", "StatefulSet", "KafkaNodePool")
    assert {name for name, each in running.items() if each["spec"]["replicas"] == 1} == {"rollup", "postgres"}
    assert running["node"]["spec"]["replicas"] == 3


def test_in_a_province_no_two_of_the_same_stand_on_one_node() -> None:
    for name, workload in of_kind("province", "Deployment", "StatefulSet").items():
        if workload["spec"]["replicas"] > 1:
            (term,) = pod(workload)["affinity"]["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
            assert term["podAffinityTerm"]["matchLabelKeys"] == ["lianxi/name"]
            assert labels(workload)["lianxi/name"] == name
    kafka = of_kind("province", "Kafka")["lianxi"]["spec"]["kafka"]["template"]["pod"]
    (term,) = kafka["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert term["topologyKey"] == "kubernetes.io/hostname"


def _organizations(container: dict[str, list[dict[str, str]]]) -> list[str]:
    return next(each["value"].split(",") for each in container["env"] if each["name"] == "LIANXI_ORGANIZATIONS")
