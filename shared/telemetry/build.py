"""The version of the product, which pyproject.toml declares, and the revision from which this installation was built."""

import os
import tomllib
from pathlib import Path

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"  # in the image as well: deploy/Dockerfile copies it

VERSION: str = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"]
"""A semantic version, for instance `0.1.0`."""

REVISION = os.environ.get("LIANXI_REVISION", "unknown")
"""The revision in the version control system, set when the image is built (`make image REVISION=…`)."""
