"""From a clean checkout to an environment, and one sentence where that cannot be."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Returns a fresh checkout of what the bootstrap needs."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "bootstrap.py", tmp_path / "deploy")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def _bootstrap(checkout: Path, name: str = "run", **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [getattr(sys, "_base_executable", sys.executable), "deploy/bootstrap.py", name],
        cwd=checkout,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


_NO_NETWORK = {
    "PIP_NO_INDEX": "1",
    "PIP_FIND_LINKS": "",
    "UV_OFFLINE": "1",
    "UV_NO_CACHE": "1",
}


def test_it_parses_on_the_oldest_python_that_it_may_have_to_refuse() -> None:
    ast.parse((ROOT / "deploy" / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_is_refused_in_one_sentence() -> None:
    source = f"import sys; sys.version_info = (3, 9, 2); sys.path.insert(0, {str(ROOT)!r}); sys.argv[1:] = ['run']"
    script = f"{source}; import runpy; runpy.run_path('deploy/bootstrap.py', run_name='__main__')"
    refused = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "需要 Python 3.11" in refused.stderr


@pytest.mark.full
def test_an_environment_that_a_link_leads_to_is_left_alone(checkout: Path) -> None:
    other = checkout / "other"
    other.mkdir()
    (other / "kept").touch()
    (checkout / ".venv").symlink_to(other)
    assert _bootstrap(checkout, **_NO_NETWORK).returncode == 1
    assert (other / "kept").exists()
    assert not (checkout / ".venv").is_symlink()


def test_a_python_without_venv_is_refused_in_one_sentence(checkout: Path) -> None:
    (checkout / "lame").mkdir()
    (checkout / "lame" / "ensurepip.py").write_text("raise ImportError\n", encoding="utf-8")
    refused = _bootstrap(checkout, PYTHONPATH=str(checkout / "lame"))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "python3-venv" in refused.stderr


@pytest.mark.full
def test_a_first_start_without_network_is_one_sentence(checkout: Path) -> None:
    refused = _bootstrap(checkout, **_NO_NETWORK)
    assert refused.returncode == 1
    assert "请检查网络" in refused.stderr.splitlines()[-1]


@pytest.mark.full
@pytest.mark.timeout(600)
def test_a_second_start_needs_no_network(checkout: Path) -> None:
    first = _bootstrap(checkout)
    assert first.returncode == 0, first.stderr
    second = _bootstrap(checkout, **_NO_NETWORK)
    assert (second.returncode, second.stderr) == (0, "")


@pytest.mark.full
@pytest.mark.timeout(600)
def test_the_environment_for_tests_will_do_for_running(checkout: Path) -> None:
    assert _bootstrap(checkout, "dev").returncode == 0
    second = _bootstrap(checkout, "run", **_NO_NETWORK)
    assert (second.returncode, second.stderr) == (0, "")


@pytest.mark.full
@pytest.mark.timeout(600)
def test_a_changed_lock_is_installed(checkout: Path) -> None:
    assert _bootstrap(checkout).returncode == 0
    lock = checkout / "requirements" / "run.txt"
    lock.write_text(lock.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "正在安装依赖" in _bootstrap(checkout).stderr
