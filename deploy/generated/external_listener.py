"""The listener of Strimzi's Kafka for the services of self-hosted counties outside the cluster."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Any

PORT = 9094
"""The port inside the cluster; outside, that of the load balancer is the same, and Kubernetes assigns those of nodes."""

NODE_ID = "{nodeId}"
"""What Strimzi replaces by the number of each broker in the names of brokers."""


class ListenerType(StrEnum):
    """How Kubernetes makes the brokers reachable from outside."""

    NODEPORT = "nodeport"
    LOADBALANCER = "loadbalancer"


@dataclass(frozen=True, kw_only=True)
class ExternalListener:
    """A listener with TLS and passwords, for these networks only.

    `host`: the name by which clients begin; `broker_host`: the name of each broker, with `NODE_ID` in it. Strimzi puts both into the
    certificates, and clients verify them. Without `broker_host` the brokers of a load balancer have its addresses, those of nodes
    the name `host`.
    """

    type: ListenerType
    host: str
    sources: tuple[IPv4Network | IPv6Network, ...]
    broker_host: str | None = None

    def patch(self) -> list[dict[str, Any]]:
        """Returns the JSON patch of the resource `Kafka`."""
        return [{"op": "add", "path": "/spec/kafka/listeners/-", "value": self._value()}]

    def _value(self) -> dict[str, Any]:
        sources = [str(each) for each in self.sources]
        # Local: otherwise packets arrive with the address of a node, and no network of a county would be recognized.
        reached: dict[str, Any] = {
            "externalTrafficPolicy": "Local",
            "bootstrap": {"alternativeNames": [self.host]},
        }
        if self.type is ListenerType.LOADBALANCER:
            reached["loadBalancerSourceRanges"] = sources
        name = self.broker_host or (self.host if self.type is ListenerType.NODEPORT else None)
        if name is not None:
            reached["advertisedHostTemplate"] = name
        return {
            "name": "external",
            "port": PORT,
            "type": str(self.type),
            "tls": True,
            "authentication": {"type": "scram-sha-512"},
            "configuration": reached,
            "networkPolicyPeers": [{"ipBlock": {"cidr": each}} for each in sources],
        }
