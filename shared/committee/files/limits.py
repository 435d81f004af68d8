"""Limits on the size of a file and on the resources of the process that reads it, for every import and attachment."""

MIB = 1024 * 1024

MOST_ROWS = 10_000
"""Rows in all tables of a file together."""
MOST_COLUMNS = 64
LONGEST_CELL = 1000
"""Characters in a cell."""
MOST_TEXT = 4 * MIB
"""Characters in all cells together."""
MOST_UNPACKED = 64 * MIB
"""Bytes of a compressed file when unpacked."""
MOST_MEMBERS = 1000
"""Files in an archive."""

WORKER_MEMORY = 192 * MIB
"""Bytes of address space of the process that reads a file: what the service leaves free in the smallest container."""
WORKER_PROCESSOR_SECONDS = 20
WORKER_SECONDS = 60
"""Seconds of wall-clock time after which the process is ended."""
