"""The writer of a record of the directory (decision 0107)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; a record whose writer is unknown is replaced as soon as it is read from the topic of its writer."""
    op.add_column("directory", sa.Column("writer", sa.String(length=16), nullable=True))


def downgrade() -> None:
    """Removes the column."""
    op.drop_column("directory", "writer")
