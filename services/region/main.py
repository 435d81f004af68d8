"""The service of the region level: the committee kit, with this level's name, port and charter."""

from pathlib import Path

from shared.service import run

NAME = "region"
PORT_OFFSET = 0


def main() -> None:
    """Run until asked to stop."""
    run(NAME, offset=PORT_OFFSET, charter=Path(__file__).with_name("charter.toml"))
