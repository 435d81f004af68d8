"""docker-compose.yml, merged and with the defaults of its variables."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
ONCE = ("certificates", "acls", "topics", "migrate", "accounts", "operator")
"""Services that run once."""
OURS = (
    "acls",
    "topics",
    "migrate",
    "accounts",
    "region",
    "city",
    "county",
    "township",
    "tally-1",
    "tally-2",
    "rollup",
    "operator",
)
"""Services that use our image."""

_VARIABLE = re.compile(r"\$\{[A-Z_]+:?-([^}]*)\}")


@cache
def compose() -> dict[str, Any]:
    """Returns the whole file."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(_VARIABLE.sub(r"\1", text))
    return read


def services() -> dict[str, dict[str, Any]]:
    """Returns name -> service."""
    found: dict[str, dict[str, Any]] = compose()["services"]
    return found


def secrets_of(service: dict[str, Any]) -> list[str]:
    """Returns the secrets of a service by the name of their file."""
    declared = compose()["secrets"]
    names = [each if isinstance(each, str) else each["source"] for each in service.get("secrets", [])]
    return [Path(declared[name]["file"]).name for name in names]
