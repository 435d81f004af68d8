"""Files written by the processes of a running system are readable for their own user only."""

from tests.support import backends
from tests.support.file_modes import open_to_others
from tests.support.system import System


def test_nobody_else_can_read_databases_logs_checkpoints_and_secrets(system: System) -> None:
    ours = {str(system.folder / name) for name in ("launcher.log",)}  # written by the test itself
    found = {path.relative_to(system.folder).suffix for path in system.folder.rglob("*")}
    databases = set() if backends.are_real() else {".db", ".db-wal"}
    assert databases | {".log", ".secret"} <= found
    assert set(open_to_others(system.folder)) <= ours
