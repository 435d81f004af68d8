"""What a run measures: rows of the table in docs/operations.md, written to var/containers.md, from where they are copied by hand."""

import json
from collections.abc import Mapping

from tests.containers import substitutes
from tests.containers.engine import docker
from tests.support.tree import ROOT

_FILE = ROOT / "var" / "containers.md"


def own_layers(tag: str) -> int:
    """Returns the bytes of all layers of our image but those of its base: every image that begins with it has their digests first."""
    base = substitutes.bases()[-1]
    assert base.startswith("python:")
    sizes = [int(json.loads(docker("image", "inspect", name))[0]["Size"]) for name in (tag, base)]
    return sizes[0] - sizes[1]


def begin() -> None:
    """Removes the rows of an earlier run."""
    _FILE.unlink(missing_ok=True)


def record(rows: Mapping[str, object]) -> None:
    """Adds rows to the table: what is measured -> its value."""
    _FILE.parent.mkdir(exist_ok=True)
    with _FILE.open("a", encoding="utf-8") as file:
        file.writelines(f"| {name} | {value} |\n" for name, value in rows.items())
