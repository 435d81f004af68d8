"""`docs/sbom.cdx.json`: the bill of materials of the product in the format CycloneDX, from the lock files."""

import json
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from deploy.generated.notices import Package, page_packages, python_packages
from shared.telemetry.build import VERSION

FILE = Path("docs/sbom.cdx.json")

_FORMAT = "1.6"
_NAME = "lianxi"


def sbom(root: Path) -> str:
    """Returns the document for the lock files below `root`; it depends on them alone, so it has no time and a derived serial number."""
    components = [
        *(_component(each, "pypi") for each in python_packages(root)),
        *(_component(each, "npm") for each in page_packages(root)),
    ]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": _FORMAT,
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": _NAME, "name": _NAME, "version": VERSION}},
        "components": components,
        "dependencies": [{"ref": _NAME, "dependsOn": [each["bom-ref"] for each in components]}],
    }
    serial = uuid5(NAMESPACE_URL, json.dumps(document, sort_keys=True))
    return json.dumps({**document, "serialNumber": f"urn:uuid:{serial}"}, ensure_ascii=False, indent=1) + "\n"


def _component(package: Package, kind: str) -> dict[str, object]:
    name = package.name.replace("@", "%40")
    purl = f"pkg:{kind}/{name}@{package.version}"
    stated = {"licenses": [{"license": {"name": package.licence}}]} if not package.condition else {}
    scope = {"scope": "optional"} if package.condition else {}
    return {
        "type": "library",
        "bom-ref": purl,
        "name": package.name,
        "version": package.version,
        "purl": purl,
        **scope,
        **stated,
    }
