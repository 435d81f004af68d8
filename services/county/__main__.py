"""`python -m services.county`, the service of the county level: runs `shared.service_process` with its name, port and charter."""

import gc
from pathlib import Path

gc.disable()  # while modules and routes are loaded, which `serve` exempts from collection: it took a sixth of the start

from shared.service_process import run  # noqa: E402

if __name__ == "__main__":
    run("county", offset=20, charter=Path(__file__).with_name("charter.toml"))
