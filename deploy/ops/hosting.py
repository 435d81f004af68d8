"""Whose events are in the database of a service, as the service itself decides it."""

from pathlib import Path

from deploy import settings
from shared.committee.maintenance.audit import Hosts
from shared.contracts.vocabulary import Level
from shared.domain.charter import Charters


def charters_of(service: str) -> Charters:
    """The charters of a level: those that lie beside its `main.py`, unless `LIANXI_CHARTER` names others."""
    given = settings.process_environment().get("LIANXI_CHARTER")
    return Charters.load(Path(given) if given else Path("services") / service / "charter.toml")


def hosts_of(service: str) -> Hosts:
    """Whether an organization works in this service: by its level, and by `LIANXI_ORGANIZATIONS`."""
    levels = charters_of(service).hosts
    words = settings.process_environment().get("LIANXI_ORGANIZATIONS", "").split(",")
    chosen = {word.strip() for word in words if word.strip()}

    def hosts(key: str, level: Level) -> bool:
        return level in levels and (not chosen or key in chosen)

    return hosts
