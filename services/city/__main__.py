"""`python -m services.city`, the service of the city level: runs `shared.service` with the name, port and charter of this level."""

from pathlib import Path

from shared.service import run

if __name__ == "__main__":
    run("city", offset=10, charter=Path(__file__).with_name("charter.toml"))
