"""Every file of the deployment is valid by its schema."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from tests.deploy.manifests.composed import ROOT, compose
from tests.deploy.manifests.rendered import each_overlay, needs_kustomize, resources

KUBERNETES = ("1.33", pytest.param("1.37", marks=pytest.mark.full))
"""The oldest that the manifests are for (matchLabelKeys of affinities), and the newest that is known."""
STRIMZI = "kafka.strimzi.io/v1"
_SCHEMAS = Path(__file__).with_name("schemas")


def test_docker_compose_is_what_the_specification_says() -> None:
    errors = Draft7Validator(_schema("compose-spec.json")).iter_errors(compose())
    assert [(list(error.path), error.message) for error in errors] == []


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    linter = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or "hadolint"
    done = subprocess.run([linter, str(ROOT / "deploy/Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    "script", ["deploy/kafka/certificates.sh", "deploy/kafka/start.sh", "deploy/postgres/databases.sh"]
)
def test_every_script_can_be_run_by_a_plain_shell(script: str) -> None:
    """PostgreSQL's image reads one that cannot be run into its own entry point."""
    assert os.access(ROOT / script, os.X_OK)
    assert subprocess.run(["sh", "-n", str(ROOT / script)], check=False).returncode == 0


@needs_kustomize
@each_overlay
@pytest.mark.parametrize("version", KUBERNETES)
def test_every_resource_of_kubernetes_is_what_its_schema_says(overlay: str, version: str) -> None:
    for resource in resources(overlay):
        if resource["apiVersion"] != STRIMZI:
            kubernetes_validate.validate(resource, version, strict=True)


@needs_kustomize
@each_overlay
def test_every_resource_of_strimzi_is_what_its_definition_says(overlay: str) -> None:
    schemas = _schema("strimzi-v1.json")
    for resource in resources(overlay):
        if resource["apiVersion"] == STRIMZI:
            errors = Draft202012Validator(schemas[resource["kind"]]).iter_errors(resource)
            assert [(list(error.path), error.message) for error in errors] == []


def _schema(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((_SCHEMAS / name).read_text(encoding="utf-8"))
    return read
