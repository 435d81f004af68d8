"""How much of a file is read, and with what means. Every import and attachment is bound by these numbers."""

MIB = 1024 * 1024

MOST_ROWS = 10_000
"""In all tables of a file together."""
MOST_COLUMNS = 64
LONGEST_CELL = 1000
"""Characters."""
MOST_TEXT = 4 * MIB
"""Characters in all cells together."""
MOST_UNPACKED = 64 * MIB
"""Bytes of a compressed file once it is unpacked."""
MOST_MEMBERS = 1000
"""Files in an archive."""

WORKER_MEMORY = 192 * MIB
"""Bytes of address space of the process that reads a file: what the smallest container leaves beside the service."""
WORKER_PROCESSOR_SECONDS = 20
WORKER_SECONDS = 60
"""Until it is ended, however busy the machine is."""
