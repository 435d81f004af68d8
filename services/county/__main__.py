"""`python -m services.county`, the service of the county level: runs `shared.service` with the name, port and charter of this level."""

from pathlib import Path

from shared.service import run

if __name__ == "__main__":
    run("county", offset=20, charter=Path(__file__).with_name("charter.toml"))
