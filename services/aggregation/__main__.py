"""The entry point `python -m services.aggregation tally|rollup`."""

import os
import sys

from services.aggregation.main import main

if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)  # does not wait for remaining threads
