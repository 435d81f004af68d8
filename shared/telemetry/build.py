"""What runs: the version of the product, and the revision it was built from if whoever built it says so."""

import os

VERSION = "0.1.0"
REVISION = os.environ.get("LIANXI_REVISION", "unknown")
