"""`python -m services.region`, the service of the region level: runs `shared.service` with the name, port and charter of this level."""

from pathlib import Path

from shared.service import run

if __name__ == "__main__":
    run("region", offset=0, charter=Path(__file__).with_name("charter.toml"))
