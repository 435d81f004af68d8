"""The bill of materials names what the locks name."""

import json
import re

from deploy.generated.sbom import FILE, sbom
from tests.support.tree import ROOT

DOCUMENT = json.loads((ROOT / FILE).read_text(encoding="utf-8"))


def test_every_locked_package_is_a_component_in_its_version_and_no_other_is() -> None:
    python = re.findall(
        r"^([\w.-]+)(?:\[.+\])?==(\S+)", (ROOT / "requirements/run.txt").read_text("utf-8"), re.MULTILINE
    )
    pages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = {f"pkg:pypi/{name}@{version}" for name, version in python} | {
        f"pkg:npm/{path.removeprefix('node_modules/').replace('@', '%40')}@{each['version']}"
        for path, each in pages.items()
        if path
    }
    assert {each["purl"] for each in DOCUMENT["components"]} == wanted


def test_every_component_that_is_always_installed_has_a_licence_and_all_are_dependencies() -> None:
    components = DOCUMENT["components"]
    assert [each["name"] for each in components if "licenses" not in each and each.get("scope") != "optional"] == []
    assert DOCUMENT["dependencies"][0]["dependsOn"] == [each["bom-ref"] for each in components]


def test_the_same_locks_give_the_same_document() -> None:
    assert sbom(ROOT) == sbom(ROOT)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", DOCUMENT["serialNumber"])
