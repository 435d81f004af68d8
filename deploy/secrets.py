"""The secrets of a deployment, each a file: made once, by chance, and never shown.

They lie in a folder that only its owner can enter, and each can be read by whoever gets that file alone, as a container does: the
engine hands a file on with its owner and mode, and our processes are not root.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path

from deploy import ports
from deploy.kafka import access

FOLDER = Path("secrets")
ACCOUNTS = "accounts.txt"
"""Account and password on each line, as `python -m deploy accounts` reads them in `LIANXI_VAR`."""

_BYTES = 32


def names() -> list[str]:
    """Every file."""
    return sorted(
        [
            *(f"database-{service}" for service in ports.SERVICES),
            *(f"service-{service}" for service in ports.SERVICES),
            *(f"kafka-user-{principal}" for principal in (access.BROKER, *access.TABLE)),
            *("database-postgres", "grafana", "kafka-store", ACCOUNTS),
        ]
    )


def make(folder: Path) -> list[Path]:
    """Makes those that are missing and returns them; what is there stays as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    missing = [folder / name for name in names() if not (folder / name).exists()]
    for file in missing:
        file.write_text("\n".join(_lines(file.name)) + "\n", encoding="ascii")
        file.chmod(0o444)
    return missing


def _lines(name: str) -> Iterator[str]:
    """No password has a character that a shell, an URL or a properties file could take for its own."""
    if name == ACCOUNTS:
        yield from (f"{service}-administrator {secrets.token_urlsafe(12)}" for service in ports.SERVICES)
    else:
        yield secrets.token_hex(_BYTES)
