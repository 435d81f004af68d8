"""The secrets of a deployment: random files, created once and never printed.

Only the owner can enter the folder. The files themselves are readable for all users, because a container engine mounts a file with its
owner and mode, and our processes do not run as root.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path

from deploy import ports
from deploy.kafka import access
from shared.contracts.vocabulary import Role
from shared.contracts.writers import SHARED, Writers

FOLDER = Path("secrets")
ACCOUNTS = "accounts.txt"
"""Account and password on each line, as `python -m deploy accounts` reads them in `LIANXI_VAR`."""

MODE = 0o444
"""The mode of each file: a container that mounts it has another user."""

ADMINISTRATOR_NAMES = {
    Role.SYSTEM_ADMINISTRATOR: "administrator",
    Role.SECURITY_ADMINISTRATOR: "security-administrator",
    Role.AUDIT_ADMINISTRATOR: "audit-administrator",
}
"""Role of an administrator -> the end of the name of its account in each service."""

_BYTES = 32


def names(writers: Writers = SHARED) -> list[str]:
    """Returns the names of all secret files."""
    return sorted(
        [
            *(f"database-{service}" for service in ports.SERVICES),
            *(f"service-{service}" for service in ports.SERVICES),
            *(f"kafka-user-{principal}" for principal in (access.BROKER, *access.access_table(writers))),
            *("database-postgres", "grafana", "kafka-store", ACCOUNTS),
        ]
    )


def make(folder: Path, writers: Writers = SHARED) -> list[Path]:
    """Creates the missing files and returns them; leaves existing ones unchanged."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    missing = [folder / name for name in names(writers) if not (folder / name).exists()]
    for file in missing:
        file.write_text("\n".join(_lines(file.name)) + "\n", encoding="ascii")
        file.chmod(MODE)
    return missing


def _lines(name: str) -> Iterator[str]:
    """Yields the lines of a secret, without characters that are special in a shell, a URL or a properties file."""
    if name == ACCOUNTS:
        names = (f"{service}-{name}" for service in ports.SERVICES for name in ADMINISTRATOR_NAMES.values())
        yield from (f"{name} {secrets.token_urlsafe(12)}" for name in names)
    else:
        yield secrets.token_hex(_BYTES)
