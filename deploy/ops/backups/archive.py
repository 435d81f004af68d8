"""The folder of a backup: a manifest, copies, and the checksum of every file in the format of sha256sum."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Literal

import msgspec

from deploy.ops.refusals import CommandRefusedError
from shared.committee.files.contents.folder import make_durable
from shared.storage.migrations.migration import VERSION_TABLES

FORMAT = 1
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
VERSION_QUERY = f"SELECT version_num FROM {VERSION_TABLES['service']}"  # noqa: S608 - our own table


class TableCopy(msgspec.Struct, frozen=True):
    """A table of PostgreSQL and the columns of its copy, in their order."""

    name: str
    columns: tuple[str, ...]


class DatabaseCopy(msgspec.Struct, frozen=True):
    """The copy of a service's database. `schema`: the version of its tables; `tables`: those of PostgreSQL, referenced ones first."""

    kind: Literal["sqlite", "postgresql"]
    schema: str
    tables: tuple[TableCopy, ...] = ()


class Manifest(msgspec.Struct, frozen=True):
    """What a backup contains. `version`: of the program that wrote it; `created`: in UTC; `sealed`: the keys need a passphrase."""

    format: int
    version: str
    created: str
    services: dict[str, DatabaseCopy]
    sealed: bool = False


@contextmanager
def new_archive(target: Path) -> Iterator[Path]:
    """Yields an unfinished folder, which gets the name `target` at the end of the block, and is deleted after an error.

    A folder of this name is complete and durable. Raises `CommandRefusedError` if there is one already.
    """
    if target.exists():
        raise CommandRefusedError(f"{target} 已存在：请另选一个名称，备份不覆盖已有的文件。")
    unfinished = target.with_name(f"{target.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        yield unfinished
        _finish(unfinished)
        unfinished.rename(target)
        make_durable(target.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest, readable for people too."""
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))


def verified(folder: Path) -> Manifest:
    """Returns the manifest of a complete and unchanged backup; raises `CommandRefusedError`, which names the file that is not."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise CommandRefusedError(f"{folder} 不是完整的备份：没有可读的 {SUMS}。") from None
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = {str(file.relative_to(folder)): file for file in _files(folder) if file.name != SUMS}
    if missing := sorted(sums.keys() ^ found.keys()):
        raise CommandRefusedError(f"{folder} 不是完整的备份：{missing[0]} 只在清单和目录的一处。")
    for name, file in found.items():
        if _digest(file) != sums[name]:
            raise CommandRefusedError(f"备份已损坏：{file} 与清单 {SUMS} 中的校验值不符。")
    return _manifest(folder)


def _manifest(folder: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        raise CommandRefusedError(f"{folder} 不是备份：没有可读的 {MANIFEST}。") from None
    if manifest.format != FORMAT:
        raise CommandRefusedError(
            f"备份的格式是 {manifest.format}，本程序只认识 {FORMAT}：请使用版本 {manifest.version} 或更新的程序。"
        )
    return manifest


def _finish(folder: Path) -> None:
    """Writes the checksums and makes all files private and durable."""
    files = _files(folder)
    lines = [f"{_digest(file)}  {file.relative_to(folder)}\n" for file in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
    for file in (*files, folder / SUMS):
        file.chmod(0o600)
        make_durable(file)
    for each in (*(path for path in folder.rglob("*") if path.is_dir()), folder):
        each.chmod(0o700)
        make_durable(each)


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()
