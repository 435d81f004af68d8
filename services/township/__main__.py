"""`python -m services.township`, the service of the township level: runs `shared.service` with the name, port and charter of this level."""

from pathlib import Path

from shared.service import run

if __name__ == "__main__":
    run("township", offset=30, charter=Path(__file__).with_name("charter.toml"))
