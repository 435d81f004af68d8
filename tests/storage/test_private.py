"""Files in `LIANXI_VAR` are for the user of the processes alone."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from shared.storage.private import private_folder
from tests.support.file_modes import open_to_others


@pytest.mark.full
def test_a_command_makes_databases_that_nobody_else_can_read(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "var"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIANXI_")}
    subprocess.run(
        [sys.executable, "-m", "deploy", "migrate"],
        env=environment | {"LIANXI_VAR": str(folder)},
        umask=0o022,
        check=True,
        capture_output=True,
    )
    assert len(list(folder.glob("*.db"))) == 8
    assert open_to_others(folder) == []


def test_a_folder_that_was_open_is_closed_with_what_is_ours_in_it(tmp_path: Path) -> None:
    for name in ("county.db", "county.db-wal", "county.secret", "accounts.txt"):
        (tmp_path / name).touch(mode=0o644)
    tmp_path.chmod(0o755)
    private_folder(tmp_path)
    assert open_to_others(tmp_path) == []


def test_a_folder_that_is_for_everybody_stays_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    private_folder(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777
