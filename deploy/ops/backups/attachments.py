"""Contents of attachments that are stored in folders (`LIANXI_ATTACHMENTS=folder`): files that are never changed."""

import os
import shutil
from collections.abc import Container
from pathlib import Path

FOLDER = "attachments"


def copy_missing(source: Path, target: Path, *, only: Container[str] | None = None) -> int:
    """Copies the complete files that the target lacks, each under its name only when it is durable; returns their number.

    `only`: the hashes of the contents to copy; None: all.
    """
    copied = 0
    for file in source.glob("??/*"):
        place = target / file.relative_to(source)
        if file.suffix or place.exists() or (only is not None and file.name not in only):
            continue
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = place.with_name(f"{place.name}.part")
        try:
            shutil.copyfile(file, unfinished)
        except FileNotFoundError:  # the service has just removed it: no attachment uses it any longer
            continue
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(place)
        copied += 1
    return copied
