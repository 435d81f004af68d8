"""All tables of the system: whoever defines one imports the metadata, so every such module is found and imported."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData

from shared.storage.database import read_tables, service_tables
from shared.storage.migrations.migration import Which

_ROOT = Path(__file__).parents[2]


def all_tables() -> dict[Which, MetaData]:
    """Returns the metadata of both databases, complete."""
    for path in sorted(_ROOT.glob("shared/**/*.py")) + sorted(_ROOT.glob("services/**/*.py")):
        text = path.read_text(encoding="utf-8")
        if "Table(" in text and ("service_tables" in text or "read_tables" in text):
            import_module(".".join(path.relative_to(_ROOT).with_suffix("").parts))
    return {"service": service_tables, "read": read_tables}
