"""Files that only the user of the process can access: databases, logs, checkpoints, secrets, passwords."""

import os
import stat
from contextlib import suppress
from pathlib import Path

_OURS = ("*.db", "*.db-wal", "*.db-shm", "*.secret", "accounts.txt")
"""Patterns of files in the folder that an earlier version may have created."""


def make_files_private() -> None:
    """Sets the umask, so that all new files of this process and its children are accessible only to their user."""
    os.umask(0o077)


def private_folder(folder: Path) -> None:
    """Creates the folder if it is missing and removes the permissions of others on it and on known files; skips files of other owners."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (folder, *(file for pattern in _OURS for file in folder.glob(pattern))):
        mode = path.stat().st_mode
        shared = mode & stat.S_ISVTX  # such as /tmp
        if mode & 0o077 and not shared:
            with suppress(OSError):  # of another owner, or on a read-only mount
                path.chmod(stat.S_IMODE(mode) & ~0o077)
