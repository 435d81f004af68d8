"""The files of others that pages load: locked, copied, and left alone when nothing has changed."""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Returns a fresh checkout of what the build of the front end needs."""
    (tmp_path / "deploy" / "build").mkdir(parents=True)
    for name in ("bootstrap.py", "build/frontend.py"):
        shutil.copy(ROOT / "deploy" / name, tmp_path / "deploy" / name)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def _frontend(checkout: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "deploy.build.frontend"]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


def test_the_lock_names_versions_and_sums_and_no_host() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in lock
    packages = {name: each for name, each in json.loads(lock)["packages"].items() if name}
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(re.fullmatch(r"[\d.]+", version) for version in asked.values())
    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked} == asked


@pytest.mark.full
def test_a_second_start_needs_neither_npm_nor_network(checkout: Path) -> None:
    if shutil.which("npm") is None:
        venv.create(checkout / ".venv", with_pip=True)
    first = _frontend(checkout, **os.environ)
    assert first.returncode == 0, first.stderr
    assert (checkout / "shared/web/pages/static/vendor/htmx.js").stat().st_size > 10_000
    second = _frontend(checkout, PATH="/nonexistent")
    assert (second.returncode, second.stderr) == (0, "")
    assert not (checkout / "node_modules").exists()


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(os.environ["PATH"], id="as it is here"),
        pytest.param("/nonexistent", id="no npm", marks=pytest.mark.full),
    ],
)
def test_without_network_it_is_one_sentence(checkout: Path, path: str) -> None:
    """Where there is no npm, it would be installed first, into the environment: that needs the network too."""
    if shutil.which("npm", path=path) is None:
        venv.create(checkout / ".venv", with_pip=True)
    offline = {
        "npm_config_offline": "true",
        "npm_config_cache": str(checkout / "cache"),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": "",
    }
    refused = _frontend(checkout, **os.environ | offline | {"PATH": path})
    assert refused.returncode == 1
    assert "请检查网络" in refused.stderr.splitlines()[-1]
