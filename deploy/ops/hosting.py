"""The organizations hosted by a service, by the same settings as in the service."""

from collections.abc import Mapping
from pathlib import Path

from deploy import settings
from shared.committee.maintenance.audit import Hosts
from shared.contracts.vocabulary import Level
from shared.contracts.writers import Writer
from shared.domain.charters.charters import Charters
from shared.messaging.settings import all_writers, own_writer


def charters_of(service: str) -> Charters:
    """Returns the charters of a level: the file in its folder, unless `LIANXI_CHARTER` names another."""
    path = settings.process_environment().get("LIANXI_CHARTER")
    return Charters.load(Path(path) if path else Path("services") / service / "charter.toml")


def selected_organizations(environment: Mapping[str, str]) -> frozenset[str]:
    """Returns the organizations that `LIANXI_ORGANIZATIONS` names; none: the whole level is hosted."""
    names = environment.get("LIANXI_ORGANIZATIONS", "").split(",")
    return frozenset(name.strip() for name in names if name.strip())


def hosts_of(service: str) -> Hosts:
    """Returns the function that decides whether this service hosts an organization: by its level and the settings."""
    levels = charters_of(service).hosts
    given = settings.process_environment()
    selected, writers, writer = selected_organizations(given), all_writers(given), own_writer(given) or Writer(service)

    def hosts(key: str, level: Level) -> bool:
        return level in levels and (not selected or key in selected) and writers.may_host(writer, level, key)

    return hosts
