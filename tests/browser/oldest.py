"""The browser tests in the oldest browser of our users: `python -m tests.browser.oldest` (`make test-chromium-90`).

The npm package chrome-aws-lambda 8.0.2 contains Chromium 90.0.4427, compressed and without a window. Needs npm and node.
"""

import os
import subprocess
import sys
import tarfile
from base64 import b64encode
from hashlib import sha512
from pathlib import Path

from tests.support.tree import ROOT

_PACKAGE = "chrome-aws-lambda@8.0.2"
_INTEGRITY = "a4VEX6DknxISPqGLksZa/JuEnjc4nLXaG0BMp5c9qERvJ/eBHPUJ7oCRQQC+SxSxuxsEwxbBj2RBlCQbivnihg=="
"""The SHA-512 that the registry publishes for the package."""

_DRIVER = "playwright==1.40.0"
"""A version that drives it: newer ones call `checkVisibility`, which Chromium has since 105."""

_UNPACK = """
const fs = require("fs"), zlib = require("zlib");
fs.writeFileSync(process.argv[2], zlib.brotliDecompressSync(fs.readFileSync(process.argv[1])));
"""


def install(folder: Path) -> Path:
    """Installs the browser into the folder, unless it is there; returns the path of its program. Raises `ValueError` for a wrong hash."""
    browser, archive = folder / "chromium", folder / "swiftshader.tar"
    if browser.exists():
        return browser
    folder.mkdir(parents=True, exist_ok=True)
    (name,) = _run("npm", "pack", "--silent", _PACKAGE, folder=folder).split()
    package = folder / name
    if b64encode(sha512(package.read_bytes()).digest()).decode() != _INTEGRITY:
        raise ValueError(f"{package} is not the published {_PACKAGE}")
    with tarfile.open(package) as files:
        files.extractall(folder, filter="data")
    package.unlink()
    for target in (archive, browser):
        _run("node", "-e", _UNPACK, f"package/bin/{target.name}.br", target.name, folder=folder)
    with tarfile.open(archive) as libraries:
        libraries.extractall(folder, filter="data")
    browser.chmod(0o755)
    return browser


def _run(*command: str, folder: Path) -> str:
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def main(arguments: list[str]) -> int:
    """Runs the browser tests with these arguments of pytest in the oldest browser; returns the exit status."""
    folder = ROOT / "var" / "chromium-90"
    browser, driver = install(folder), folder / "playwright"
    if not driver.exists():
        _run("uv", "pip", "install", "--target", str(driver), _DRIVER, folder=ROOT)
    command = [sys.executable, "-m", "pytest", "tests/browser", "--chromium", str(browser), *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(driver)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
