"""The organizations of the gate: a province, counties below it and townships below two of these, with a clerk in each."""

from datetime import date

from shared.contracts.vocabulary import Role
from shared.web.accounts import Account

PROVINCE = "52"
COUNTIES = tuple(f"52{number:02}" for number in range(1, 9))
TOWNSHIPS = tuple(f"{county}{number:02}" for county in COUNTIES[:2] for number in (1, 2))
PASSWORD = "Faults-test-1"
SERVICES = ("region", "county", "township")
"""The services that run: there is no city."""

KEEPER, WRITER, LOWEST = SERVICES
"""The service that keeps the roster of the counties, that of most writes, which the faults concern, and that of the townships."""

RESEARCH = """
[[rules]]
from = 2020-01-01
research = { groups = [2, 4], sign_offs = ["调研组组长", "主席"], review = true }
"""
"""The rule that the gate adds to the charter of the counties."""

_SINCE = date(2020, 1, 1).isoformat()
_COLUMNS = "code,name,level,parent_code,from,body_from"


def service_of(organization: str) -> str:
    """Returns the service that hosts the organization."""
    return WRITER if organization in COUNTIES else LOWEST if organization in TOWNSHIPS else KEEPER


def rosters() -> dict[str, bytes]:
    """Returns the roster file that the administrator of each keeper imports, the highest level first."""
    counties = [f"{key},故障{key}县,county,{PROVINCE},{_SINCE},{_SINCE}" for key in COUNTIES]
    townships = [f"{key},故障{key}镇,township,{key[:4]},{_SINCE},{_SINCE}" for key in TOWNSHIPS]
    lines = {KEEPER: [f"{PROVINCE},故障省,province,,{_SINCE},", *counties], WRITER: townships}
    return {service: "\n".join([_COLUMNS, *each]).encode() for service, each in lines.items()}


def accounts(service: str) -> list[Account]:
    """Returns the accounts of a service: a clerk of each organization, and the administrator of its roster."""
    roles = frozenset({Role.SECRETARIAT})
    clerks = [
        Account(name=clerk(key), organization=key, roles=roles)
        for key in (PROVINCE, *COUNTIES, *TOWNSHIPS)
        if service_of(key) == service
    ]
    importing = Account(name=administrator(service), organization=None, roles=frozenset({Role.SYSTEM_ADMINISTRATOR}))
    return [importing, *clerks] if service in rosters() else clerks


def administrator(service: str) -> str:
    """Returns the account that imports the roster of a service."""
    return f"{service}-administrator"


def clerk(key: str) -> str:
    """Returns the account that writes for this organization."""
    return f"{key}-secretariat"
