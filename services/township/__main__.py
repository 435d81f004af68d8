"""`python -m services.township`, the service of the township level: runs `shared.service` with the name, port and charter of this level."""

import gc
from pathlib import Path

gc.disable()  # while modules and routes are loaded, which `serve` exempts from collection: it took a sixth of the start

from shared.service import run  # noqa: E402

if __name__ == "__main__":
    run("township", offset=30, charter=Path(__file__).with_name("charter.toml"))
