"""An archive that installs and runs without a network: `python -m deploy.build.bundle` writes it to var/bundle.

It contains the project without its tests, the packages of requirements/run.txt for this platform and Python, the third-party files of
pages, and the jars of Apache Kafka. The same content gives the same bytes.
"""

import gzip
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy import bootstrap
from deploy.build import frontend
from shared.messaging.brokers import jars
from shared.messaging.brokers.discovery import BrokerError
from shared.telemetry.build import VERSION

ROOT = Path(bootstrap.ROOT)
FOLDER = ROOT / "var" / "bundle"
PROJECT = (
    ".env.example",
    ".npmrc",
    "CHANGELOG.md",
    "Makefile",
    "README.md",
    "README.zh-CN.md",
    "SECURITY.md",
    "THIRD_PARTY_NOTICES.md",
    "deploy",
    "docker-compose.yml",
    "docs",
    "k8s",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "requirements",
    "services",
    "shared",
)
"""Files and folders of the project; `shared` includes the third-party files of pages."""

_LOCKS = ("run.txt", "uv.txt")
_TIME = 315_532_800
"""The time of every file in the archive, 1980 in seconds since 1970: the archive depends on the contents of the files only."""


def main() -> int:
    """Writes the archive and its checksum and returns the exit status."""
    try:
        if not frontend.is_fresh():
            frontend.install()
        with TemporaryDirectory(prefix="lianxi-bundle-") as name:
            wheels = Path(name)
            download(wheels)
            FOLDER.mkdir(parents=True, exist_ok=True)
            archive = FOLDER / f"{title()}.tar.gz"
            write(archive, wheels, jars.jars())
    except (bootstrap.BootstrapError, BrokerError) as refused:
        bootstrap.print_line(f"联席：{refused}")
        return 1
    with archive.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    archive.with_name(f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n", encoding="ascii")
    bootstrap.print_line(f"已生成 {archive.relative_to(ROOT)}（{archive.stat().st_size / 1e6:.0f} MB）")
    return 0


def title() -> str:
    """Returns the name of the archive and of the folder in it: version, Python and platform that its packages are for."""
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"lianxi-{VERSION}-cp{sys.version_info[0]}{sys.version_info[1]}-{platform}"


def download(folder: Path) -> None:
    """Downloads the locked packages, verified by their hashes; raises `BootstrapError` with the last line of pip if that fails."""
    locks = [word for lock in _LOCKS for word in ("-r", str(ROOT / "requirements" / lock))]
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "--dest",
        str(folder),
    ]
    done = subprocess.run([*command, *locks], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise bootstrap.BootstrapError(f"依赖没有取得：需要能访问 Python 软件源或其镜像，请检查网络后再试（{last}）。")


def write(archive: Path, wheels: Path, kafka: Path) -> None:
    """Writes the archive, and renames it when it is complete."""
    unfinished = archive.with_name(f"{archive.name}.part")
    with (
        unfinished.open("wb") as raw,
        gzip.GzipFile("", "wb", mtime=0, fileobj=raw) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for name, file in sorted(contents(wheels, kafka)):
            tar.add(file, f"{archive.name.removesuffix('.tar.gz')}/{name}", recursive=False, filter=_reproducible)
    unfinished.replace(archive)


def contents(wheels: Path, kafka: Path) -> Iterator[tuple[str, Path]]:
    """Yields name in the archive and file."""
    for entry in PROJECT:
        path = ROOT / entry
        for file in (path,) if path.is_file() else path.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                yield str(file.relative_to(ROOT)), file
    for file in wheels.iterdir():
        yield f"{Path(bootstrap.WHEELS).name}/{file.name}", file
    for file in kafka.iterdir():
        yield f"{jars.BUNDLED.name}/{kafka.name}/{file.name}", file


def _reproducible(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = _TIME
    entry.mode = 0o755 if entry.mode & 0o100 else 0o644
    return entry


if __name__ == "__main__":
    sys.exit(main())
