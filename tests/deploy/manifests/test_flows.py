"""Permitted connections in a cluster: this table, and nobody else."""

from itertools import product
from typing import Any

from deploy import ports
from tests.deploy.manifests.rendered import (
    Resource,
    each_overlay,
    labels,
    needs_kustomize,
    of_kind,
    pod,
    selects,
    workloads,
)

pytestmark = [needs_kustomize, each_overlay]

SERVICES = ("region", "city", "county", "township")
WORKERS = ("tally", "rollup")
DATABASES = (*SERVICES, "migrate", "accounts", "reconcile")
KAFKA = {"lianxi-kafka": {"strimzi.io/name": "lianxi-kafka"}}
OPERATOR = {"lianxi-entity-operator": {"strimzi.io/name": "lianxi-entity-operator"}}
REPORTS = {("reconcile", name, 8000 + offset) for name, offset in ports.SERVICES.items()}

LEAVING = {
    *product((*SERVICES, *WORKERS, "topics", "reconcile"), ("lianxi-kafka",), (9093,)),
    *product(DATABASES, ("postgres",), (5432,)),
    *REPORTS,
    *product(("lianxi-kafka",), ("lianxi-kafka",), (9090, 9091)),
    ("lianxi-entity-operator", "lianxi-kafka", 9091),
}
ARRIVING = {*product(DATABASES, ("postgres",), (5432,)), *REPORTS}
FROM_OTHER_NAMESPACES = {
    *product(("enter",), SERVICES, ("http",)),
    *product(("watch",), (*SERVICES, *WORKERS), ("metrics",)),
}


def test_no_pod_connects_to_another_but_by_a_rule(overlay: str) -> None:
    nothing = of_kind(overlay, "NetworkPolicy")["nothing"]["spec"]
    assert nothing == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_what_leaves_a_pod_is_in_the_table(overlay: str) -> None:
    assert _between(overlay, "egress", "to") == LEAVING


def test_what_arrives_at_a_pod_is_in_the_table(overlay: str) -> None:
    """At Kafka's, by Strimzi's operator: of the clients, those that its listener names."""
    assert _between(overlay, "ingress", "from") == ARRIVING
    (listener,) = of_kind(overlay, "Kafka")["lianxi"]["spec"]["kafka"]["listeners"]
    (peer,) = listener["networkPolicyPeers"]
    clients = {name for name, carried in _pods(overlay).items() if selects(peer["podSelector"], carried)}
    assert clients == {who for who, where, port in LEAVING if (where, port) == ("lianxi-kafka", 9093)}


def test_from_other_namespaces_come_the_ingress_and_the_one_that_watches(overlay: str) -> None:
    found = {
        (peer["namespaceSelector"]["matchLabels"]["lianxi/may"], name, port["port"])
        for name, rule in _rules(overlay, "ingress")
        for peer in rule["from"]
        if "namespaceSelector" in peer
        for port in rule["ports"]
    }
    assert found == FROM_OTHER_NAMESPACES


def test_everybody_may_ask_for_names_and_only_the_operator_goes_further(overlay: str) -> None:
    beyond = {
        (name, port["port"]) for name, rule in _rules(overlay, "egress") if "to" not in rule for port in rule["ports"]
    }
    assert beyond == {("lianxi-entity-operator", 443), ("lianxi-entity-operator", 6443)}
    (names,) = of_kind(overlay, "NetworkPolicy")["names"]["spec"]["egress"]
    assert {port["port"] for port in names["ports"]} == {53}


def test_every_service_stands_behind_a_policy(overlay: str) -> None:
    behind = {name for name, _ in _rules(overlay, "ingress")}
    for name, service in of_kind(overlay, "Service").items():
        pods = {
            each
            for each, carried in _pods(overlay).items()
            if selects({"matchLabels": service["spec"]["selector"]}, carried)
        }
        assert pods
        assert pods <= behind, name


def _between(overlay: str, flow: str, peers: str) -> set[tuple[str, str, int]]:
    """Returns the permitted connections inside the namespace: from whom, to whom, on which port."""
    found = set()
    for name, rule in _rules(overlay, flow):
        for peer, port in product(rule.get(peers, ()), rule["ports"]):
            if "namespaceSelector" not in peer:
                others = [each for each, carried in _pods(overlay).items() if selects(peer["podSelector"], carried)]
                ends = [(name, other) if flow == "egress" else (other, name) for other in others]
                found |= {(*end, _number(overlay, end[1], port["port"])) for end in ends}
    return found


def _rules(overlay: str, flow: str) -> list[tuple[str, Resource]]:
    """Returns each rule with each pod that it is for; leaves out those that are for every pod."""
    return [
        (name, rule)
        for policy in of_kind(overlay, "NetworkPolicy").values()
        if policy["spec"]["podSelector"]
        for rule in policy["spec"].get(flow, ())
        for name, carried in _pods(overlay).items()
        if selects(policy["spec"]["podSelector"], carried)
    ]


def _pods(overlay: str) -> dict[str, dict[str, str]]:
    """Returns the labels of each workload, with those that the operator of Strimzi adds."""
    return {name: labels(workload) for name, workload in workloads(overlay).items()} | KAFKA | OPERATOR


def _number(overlay: str, name: str, port: Any) -> int:
    if isinstance(port, int):
        return port
    offered = {each["name"]: each["containerPort"] for each in pod(workloads(overlay)[name])["containers"][0]["ports"]}
    return int(offered[port])
