"""Files for nobody but the user of the process: databases, logs, checkpoints, secrets, passwords."""

import os
import stat
from contextlib import suppress
from pathlib import Path

_OURS = ("*.db", "*.db-wal", "*.db-shm", "*.secret", "accounts.txt")
"""What lies in the folder itself and may have been made by an earlier version."""


def make_files_private() -> None:
    """Everything that this process and its children make from now on is for their own user alone."""
    os.umask(0o077)


def private_folder(folder: Path) -> None:
    """Makes the folder if it is missing, and closes it and what is known in it to others; what belongs to others stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (folder, *(file for pattern in _OURS for file in folder.glob(pattern))):
        mode = path.stat().st_mode
        shared = mode & stat.S_ISVTX  # such as /tmp
        if mode & 0o077 and not shared:
            with suppress(OSError):  # of another owner, or mounted to be read only
                path.chmod(stat.S_IMODE(mode) & ~0o077)
