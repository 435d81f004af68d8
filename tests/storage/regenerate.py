"""`python -m tests.storage.regenerate`: writes the first migration of both databases anew, from the tables in the code.

Only while nothing is released; afterwards a change of a table is a new version beside the old ones.
"""

import subprocess
import sys
from textwrap import dedent, indent

from sqlalchemy import create_engine

from shared.storage.migrations.migration import folder
from tests.storage.comparison import creation
from tests.storage.tables import all_tables

_TEMPLATE = '''"""The first tables of the {which} database. Written by `python -m tests.storage.regenerate`."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates all tables."""
{upgrade}


def downgrade() -> None:
    """Drops all tables."""
{downgrade}
'''


def _indented(code: str) -> str:
    lines = [line for line in code.splitlines() if not line.strip().startswith("#")]
    return indent(dedent("\n".join(lines)), "    ")


def main() -> None:
    """Writes both files and formats them."""
    for which, tables in all_tables().items():
        with create_engine("sqlite://").connect() as connection:
            upgrade, downgrade = map(_indented, creation(connection, tables))
        path = folder(which) / "v0001_first.py"
        path.write_text(_TEMPLATE.format(which=which, upgrade=upgrade, downgrade=downgrade), encoding="utf-8")
        subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)


if __name__ == "__main__":
    main()
