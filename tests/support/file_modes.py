"""Who may read the files of a folder."""

import stat
from pathlib import Path


def open_to_others(folder: Path) -> list[str]:
    """Returns the paths of the folder and of all in it that other users may read or enter."""
    return [str(path) for path in (folder, *folder.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o077]
