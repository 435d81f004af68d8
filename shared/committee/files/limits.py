"""Limits on the size of a file and on the resources of the process that reads it, for every import and attachment."""

import resource
from typing import NamedTuple

MIB = 1024 * 1024

MOST_COLUMNS = 64


class TableLimits(NamedTuple):
    """Limits on the tables of a file. `rows`, `text`: rows and characters in all tables together; `cell`: characters in a cell."""

    rows: int
    cell: int
    text: int


REGISTER_LIMITS = TableLimits(rows=10_000, cell=1000, text=4 * MIB)
"""The limits of rosters and registers, whose cells contain names."""
TEXT_LIMITS = TableLimits(rows=20_001, cell=20_000, text=10 * MIB)
"""The limits of tables whose cells contain the texts of matters, with a header and 20,000 rows."""
MOST_UNPACKED = 64 * MIB
"""Bytes of a compressed file when unpacked."""
MOST_ATTACHED_UNPACKED = 256 * MIB
"""Bytes of an attached archive when unpacked; it is not unpacked here, and its pictures may be large."""
MOST_MEMBERS = 1000
"""Files in an archive."""

WORKER_MEMORY = 192 * MIB
"""Bytes of address space of the process that reads a file: what the service leaves free in the smallest container."""
WORKER_PROCESSOR_SECONDS = 20
WORKER_SECONDS = 60
"""Seconds of wall-clock time after which the process is ended."""


def limit_resources() -> None:
    """Limits memory and processor time of this process, which ends when it exceeds them."""
    resource.setrlimit(resource.RLIMIT_AS, (WORKER_MEMORY, WORKER_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (WORKER_PROCESSOR_SECONDS, WORKER_PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
