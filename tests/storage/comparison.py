"""Compares a database with the tables in the code, and writes the migration between them."""

from typing import Any, Literal

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import UpgradeOps
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData

from shared.storage.timestamps import Timestamp


def differences(connection: Connection, tables: MetaData) -> list[Any]:
    """Returns what a migration would have to change; ignores tables that are not among these."""
    return list(compare_metadata(_context(connection, tables), tables))


def creation(connection: Connection, tables: MetaData) -> tuple[str, str]:
    """Returns the code of `upgrade` and `downgrade` from this empty database to these tables."""
    script = produce_migrations(_context(connection, tables), tables)
    return tuple(_rendered(ops) for ops in (script.upgrade_ops, script.downgrade_ops))  # type: ignore[return-value]


def _context(connection: Connection, tables: MetaData) -> MigrationContext:
    def is_ours(_thing: Any, name: str | None, kind: str, *_: Any) -> bool:
        return kind != "table" or name in tables.tables

    options = {"target_metadata": tables, "include_object": is_ours, "render_item": _item, "compare_type": True}
    return MigrationContext.configure(connection, opts=options)


def _rendered(ops: UpgradeOps | Any) -> str:
    return render_python_code(ops, render_item=_item)


def _item(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Migrations contain SQL, not our own types: those may change, and a migration may not."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Timestamp) else False
