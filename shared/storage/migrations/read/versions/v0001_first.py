"""The first tables of the read database. Written by `python -m tests.storage.regenerate`."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates all tables."""
    op.create_table(
        "directory",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("writer", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_directory")),
    )
    op.create_index(op.f("ix_directory_revision"), "directory", ["revision"], unique=False)
    op.create_table(
        "positions",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("cluster", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "topic", "partition", name=op.f("pk_positions")),
    )
    op.create_table(
        "reconciled",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.Integer(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciled")),
    )
    op.create_table(
        "report_feed",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cluster", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rebuilding", sa.Boolean(), nullable=False),
        sa.Column("marker_measures", sa.Integer(), nullable=False),
        sa.Column("marker_session", sa.BigInteger(), nullable=False),
        sa.Column("marker_position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_feed")),
    )
    op.create_table(
        "report_pages",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("breakdown", sa.String(length=16), nullable=False),
        sa.Column("cluster", sa.Text(), nullable=False),
        sa.Column("measures", sa.Integer(), nullable=False),
        sa.Column("session", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organization", "year", "month", "breakdown", name=op.f("pk_report_pages")),
    )
    op.create_index(op.f("ix_report_pages_revision"), "report_pages", ["revision"], unique=False)


def downgrade() -> None:
    """Drops all tables."""
    op.drop_index(op.f("ix_report_pages_revision"), table_name="report_pages")
    op.drop_table("report_pages")
    op.drop_table("report_feed")
    op.drop_table("reconciled")
    op.drop_table("positions")
    op.drop_index(op.f("ix_directory_revision"), table_name="directory")
    op.drop_table("directory")
