"""The service of the county level: runs `shared.service` with the name, port and charter of this level."""

from pathlib import Path

from shared.service import run

NAME = "county"
PORT_OFFSET = 20


def main() -> None:
    """Runs the service until a stop signal."""
    run(NAME, offset=PORT_OFFSET, charter=Path(__file__).with_name("charter.toml"))
