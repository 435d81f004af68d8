"""Where there is neither kustomize nor kubectl, it is built from what is locked."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.manifests.composed import ROOT

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]


def test_the_overlays_are_rendered_by_one_that_was_built_for_it(tmp_path: Path) -> None:
    for name in ("deploy/bootstrap.py", "deploy/build/kustomize.py", "deploy/postgres", "k8s", "requirements"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    made = _run("-c", "from deploy import bootstrap; bootstrap.make_venv()", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    rendered = _run("-m", "deploy.build.kustomize", folder=tmp_path)
    assert rendered.returncode == 0, rendered.stderr
    assert (tmp_path / ".venv/bin/kustomize").exists()
    assert "kind: Kafka" in (tmp_path / "var/k8s/province.yaml").read_text(encoding="utf-8")


def _run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": "/nonexistent"}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
