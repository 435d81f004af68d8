"""The first tables of the service database. Written by `python -m tests.storage.regenerate`."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates all tables."""
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("organization", sa.String(length=40), nullable=True),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=True),
        sa.Column("member", sa.String(length=64), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("first_password", sa.Boolean(), nullable=False),
        sa.Column("first_password_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        sa.Column("second_factor_exempt", sa.Boolean(), nullable=False),
        sa.Column("password_reset_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_reset_by", sa.String(length=80), nullable=True),
        sa.Column("requested_roles", sa.String(length=200), nullable=True),
        sa.Column("requested_unit", sa.String(length=200), nullable=True),
        sa.Column("requested_by", sa.String(length=80), nullable=True),
        sa.Column("identity_issuer", sa.String(length=200), nullable=True),
        sa.Column("identity_subject", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_accounts")),
        sa.UniqueConstraint(
            "identity_issuer", "identity_subject", name=op.f("uq_accounts_identity_issuer_identity_subject")
        ),
    )
    op.create_index(op.f("ix_accounts_member"), "accounts", ["member"], unique=False)
    op.create_index(op.f("ix_accounts_organization"), "accounts", ["organization"], unique=False)
    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("anchor_sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("anchor_hash", sa.LargeBinary(), nullable=False),
        sa.Column("head_sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
    )
    op.create_table(
        "audit_log",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("details", sa.String(length=200), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_action"), "audit_log", ["action"], unique=False)
    op.create_index(op.f("ix_audit_log_actor"), "audit_log", ["actor"], unique=False)
    op.create_index(op.f("ix_audit_log_recorded_at"), "audit_log", ["recorded_at"], unique=False)
    op.create_table(
        "autosaves",
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=24), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("encrypted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("matter", "account", "command", name=op.f("pk_autosaves")),
    )
    op.create_index(op.f("ix_autosaves_saved_at"), "autosaves", ["saved_at"], unique=False)
    op.create_table(
        "batch_results",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("command", sa.String(length=32), nullable=False),
        sa.Column("results", sa.LargeBinary(), nullable=False),
        sa.Column("executed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_results")),
    )
    op.create_index(op.f("ix_batch_results_executed_at"), "batch_results", ["executed_at"], unique=False)
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holidays", sa.Text(), nullable=False),
        sa.Column("working_days", sa.Text(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", "sequence", name=op.f("pk_calendar_years")),
    )
    op.create_table(
        "called_members",
        sa.Column("opinion_call", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("opinion_call", "member_id", name=op.f("pk_called_members")),
    )
    op.create_table(
        "called_organizations",
        sa.Column("opinion_call", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("opinion_call", "organization", name=op.f("pk_called_organizations")),
    )
    op.create_table(
        "comment_requests",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("document", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("round_entry", sa.Integer(), nullable=False),
        sa.Column("suggestion", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("commented_on", sa.Date(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("round_epoch", sa.Integer(), nullable=True),
        sa.Column("round_sequence", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_requests")),
    )
    op.create_index("ix_comment_requests_list", "comment_requests", ["organization", "unit", "deadline"], unique=False)
    op.create_index(
        "ix_comment_requests_matter", "comment_requests", ["matter", "organization", "unit", "suggestion"], unique=True
    )
    op.create_table(
        "consultations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("activity", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=True),
        sa.Column("held_by", sa.String(length=32), nullable=True),
        sa.Column("sector", sa.String(length=40), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("limit_on", sa.Date(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("appraises", sa.String(length=64), nullable=True),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("adopted", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("organization", "year", "number", name=op.f("uq_consultations_organization_year_number")),
    )
    op.create_index("ix_consultations_appraises", "consultations", ["appraises"], unique=False)
    op.create_index("ix_consultations_author", "consultations", ["organization", "author"], unique=False)
    op.create_index(
        "ix_consultations_by_status", "consultations", ["organization", "status", "year", "number"], unique=False
    )
    op.create_index(
        "ix_consultations_by_title", "consultations", ["organization", "title", "year", "number"], unique=False
    )
    op.create_index(
        "ix_consultations_decision",
        "consultations",
        ["organization", "status", "decision"],
        unique=False,
        sqlite_where=sa.text("decision <> 'none'"),
        postgresql_where=sa.text("decision <> 'none'"),
    )
    op.create_index("ix_consultations_list", "consultations", ["organization", "year", "status"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "next_at"], unique=False)
    op.create_table(
        "derived",
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("transfer", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("origin", "matter", name=op.f("pk_derived")),
    )
    op.create_table(
        "disputed_subjects",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_disputed_subjects")),
    )
    op.create_index(op.f("ix_disputed_subjects_organization"), "disputed_subjects", ["organization"], unique=False)
    op.create_table(
        "exclusive_keys",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organization", "key", name=op.f("pk_exclusive_keys")),
    )
    op.create_index("ix_exclusive_keys_matter", "exclusive_keys", ["matter"], unique=False)
    op.create_table(
        "file_contents",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_file_contents")),
    )
    op.create_table(
        "filing_numbers",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organization", "year", "number", name=op.f("pk_filing_numbers")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("route", sa.String(length=400), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor", "route", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_claimed_at"), "idempotency_keys", ["claimed_at"], unique=False)
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
    )
    op.create_table(
        "imported_proposals",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organization", "key", name=op.f("pk_imported_proposals")),
    )
    op.create_table(
        "inbox_positions",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("cluster", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "topic", "partition", name=op.f("pk_inbox_positions")),
    )
    op.create_table(
        "issue_numbers",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("periodical", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organization", "periodical", "year", "number", name=op.f("pk_issue_numbers")),
    )
    op.create_table(
        "journal",
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("command", sa.String(length=32), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("late_reason", sa.Text(), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("account_role", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("signatory", sa.Integer(), nullable=True),
        sa.Column("counterpart", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("matter", "epoch", "sequence", name=op.f("pk_journal")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "login_attempts",
        sa.Column("account_key", sa.String(length=32), nullable=False),
        sa.Column("site", sa.String(length=50), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("recorded_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account_key", "site", name=op.f("pk_login_attempts")),
    )
    op.create_index(op.f("ix_login_attempts_last_at"), "login_attempts", ["last_at"], unique=False)
    op.create_table(
        "matter_invitations",
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("matter", "member_id", name=op.f("pk_matter_invitations")),
    )
    op.create_index("ix_matter_invitations_member_id", "matter_invitations", ["member_id"], unique=False)
    op.create_table(
        "matter_members",
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("signatory", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("matter", "member_id", "signatory", name=op.f("pk_matter_members")),
    )
    op.create_index("ix_matter_members_member_id", "matter_members", ["member_id"], unique=False)
    op.create_table(
        "matter_references",
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("referred_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("matter", "referred_by", name=op.f("pk_matter_references")),
    )
    op.create_index("ix_matter_references_by", "matter_references", ["referred_by"], unique=False)
    op.create_table(
        "matter_texts",
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("encrypted", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("matter", "sequence", "name", name=op.f("pk_matter_texts")),
    )
    op.create_table(
        "matter_units",
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("matter", "unit", "part", name=op.f("pk_matter_units")),
    )
    op.create_index("ix_matter_units_unit", "matter_units", ["unit", "part"], unique=False)
    op.create_table(
        "members",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("sector", sa.String(length=200), nullable=False),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("member_class", sa.String(length=32), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint(
            "organization", "name_key", "sector", "term", name=op.f("uq_members_organization_name_key_sector_term")
        ),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("occasion", sa.String(length=64), nullable=False),
        sa.Column("sort", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=16), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("command", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("caused_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint(
            "matter",
            "occasion",
            "sort",
            "recipient",
            "addressee",
            name=op.f("uq_notifications_matter_occasion_sort_recipient_addressee"),
        ),
    )
    op.create_index("ix_notifications_organization", "notifications", ["organization", "recorded_at"], unique=False)
    op.create_index("ix_notifications_planned", "notifications", ["planned"], unique=False)
    op.create_table(
        "numbers",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organization", "kind", "year", name=op.f("pk_numbers")),
    )
    op.create_table(
        "opinion_calls",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("every_member", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("upper", sa.String(length=64), nullable=True),
        sa.Column("upper_deadline", sa.Date(), nullable=True),
        sa.Column("upper_epoch", sa.Integer(), nullable=True),
        sa.Column("upper_sequence", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_calls")),
    )
    op.create_index("ix_opinion_calls_list", "opinion_calls", ["organization", "year", "number"], unique=False)
    op.create_index("ix_opinion_calls_upper", "opinion_calls", ["organization", "upper"], unique=True)
    op.create_table(
        "opinions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("online", sa.Integer(), nullable=False),
        sa.Column("derived", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("instructed_on", sa.Date(), nullable=True),
        sa.Column("fed_back_on", sa.Date(), nullable=True),
        sa.Column("limit_on", sa.Date(), nullable=True),
        sa.Column("issue", sa.String(length=100), nullable=True),
        sa.Column("opinion_call", sa.String(length=64), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
        sa.UniqueConstraint("organization", "year", "number", name=op.f("uq_opinions_organization_year_number")),
    )
    op.create_index("ix_opinions_author", "opinions", ["organization", "author"], unique=False)
    op.create_index("ix_opinions_by_channel", "opinions", ["organization", "channel", "year", "number"], unique=False)
    op.create_index("ix_opinions_by_limit_on", "opinions", ["organization", "limit_on", "year", "number"], unique=False)
    op.create_index(
        "ix_opinions_by_received_on", "opinions", ["organization", "received_on", "year", "number"], unique=False
    )
    op.create_index("ix_opinions_by_status", "opinions", ["organization", "status", "year", "number"], unique=False)
    op.create_index("ix_opinions_by_title", "opinions", ["organization", "title", "year", "number"], unique=False)
    op.create_index("ix_opinions_call", "opinions", ["organization", "opinion_call"], unique=False)
    op.create_index(
        "ix_opinions_due", "opinions", ["organization", "status", "limit_on", "year", "number"], unique=False
    )
    op.create_index("ix_opinions_issue", "opinions", ["organization", "issue"], unique=False)
    op.create_index("ix_opinions_list", "opinions", ["organization", "year", "status"], unique=False)
    op.create_table(
        "organizations",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("keeper", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_organizations")),
    )
    op.create_index(op.f("ix_organizations_keeper"), "organizations", ["keeper"], unique=False)
    op.create_table(
        "origin_notices",
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("origin", "matter", name=op.f("pk_origin_notices")),
    )
    op.create_index("ix_origin_notices_matter", "origin_notices", ["matter"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cluster", sa.Text(), nullable=True),
        sa.Column("kafka_offset", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("matter", "epoch", "sequence", "topic", name=op.f("uq_outbox_matter_epoch_sequence_topic")),
    )
    op.create_index("ix_outbox_place", "outbox", ["cluster", "topic", "partition", "kafka_offset"], unique=False)
    op.create_index(
        "ix_outbox_unpublished",
        "outbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.create_table(
        "own_acceptances",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("organization", "field", "day", name=op.f("pk_own_acceptances")),
    )
    op.create_table(
        "own_cadence",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organization", "year", name=op.f("pk_own_cadence")),
    )
    op.create_table(
        "own_consents",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("conference", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("organization", "conference", "day", name=op.f("pk_own_consents")),
    )
    op.create_table(
        "own_declarations",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=64), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("bound", sa.String(length=16), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("organization", "year", "measure", name=op.f("pk_own_declarations")),
    )
    op.create_table(
        "own_records",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(), nullable=False),
        sa.Column("signing_private_key", sa.LargeBinary(), nullable=False),
        sa.Column("replaces", sa.LargeBinary(), nullable=False),
        sa.Column("handover", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization", "epoch", "sequence", name=op.f("pk_own_records")),
    )
    op.create_table(
        "pending_forms",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_forms")),
    )
    op.create_index(op.f("ix_pending_forms_account"), "pending_forms", ["account"], unique=False)
    op.create_index(op.f("ix_pending_forms_stored_at"), "pending_forms", ["stored_at"], unique=False)
    op.create_table(
        "plans",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("limit_on", sa.Date(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("executed", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("organization", "year", "number", name=op.f("uq_plans_organization_year_number")),
    )
    op.create_index("ix_plans_author", "plans", ["organization", "author"], unique=False)
    op.create_index("ix_plans_by_status", "plans", ["organization", "status", "year", "number"], unique=False)
    op.create_index("ix_plans_by_title", "plans", ["organization", "title", "year", "number"], unique=False)
    op.create_index("ix_plans_list", "plans", ["organization", "year", "status"], unique=False)
    op.create_table(
        "platforms",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("household", sa.String(length=200), nullable=True),
        sa.Column("contact_form", sa.String(length=16), nullable=True),
        sa.Column("active_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("townships", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platforms")),
        sa.UniqueConstraint("organization", "year", "number", name=op.f("uq_platforms_organization_year_number")),
    )
    op.create_index("ix_platforms_author", "platforms", ["organization", "author"], unique=False)
    op.create_index(
        "ix_platforms_by_platform", "platforms", ["organization", "platform", "year", "number"], unique=False
    )
    op.create_index("ix_platforms_by_status", "platforms", ["organization", "status", "year", "number"], unique=False)
    op.create_index("ix_platforms_by_title", "platforms", ["organization", "title", "year", "number"], unique=False)
    op.create_index("ix_platforms_list", "platforms", ["organization", "year", "status"], unique=False)
    op.create_index("ix_platforms_parent", "platforms", ["parent"], unique=False)
    op.create_table(
        "plenary_sessions",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("organization", "term", "session", name=op.f("pk_plenary_sessions")),
    )
    op.create_index("plenary_sessions_by_year", "plenary_sessions", ["organization", "year"], unique=False)
    op.create_table(
        "proposal_imports",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("account_role", sa.String(length=32), nullable=False),
        sa.Column("submits", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_imports")),
    )
    op.create_index(op.f("ix_proposal_imports_finished_at"), "proposal_imports", ["finished_at"], unique=False)
    op.create_index(op.f("ix_proposal_imports_organization"), "proposal_imports", ["organization"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("online", sa.Integer(), nullable=False),
        sa.Column("derived", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("limit_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("filing_serial", sa.Integer(), nullable=True),
        sa.Column("filing_number", sa.String(length=60), nullable=True),
        sa.Column("type", sa.String(length=32), nullable=True),
        sa.Column("sector", sa.String(length=40), nullable=True),
        sa.Column("suggestions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("suggestions_adopted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("suggestions_not_adopted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("suggestions_done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("key_on", sa.Date(), nullable=True),
        sa.Column("supervised_on", sa.Date(), nullable=True),
        sa.Column("instructed_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("outstanding_on", sa.Date(), nullable=True),
        sa.Column("unpublished_on", sa.Date(), nullable=True),
        sa.Column("theme", sa.String(length=32), nullable=True),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("organization", "year", "number", name=op.f("uq_proposals_organization_year_number")),
    )
    op.create_index("ix_proposals_author", "proposals", ["organization", "author"], unique=False)
    op.create_index("ix_proposals_by_channel", "proposals", ["organization", "channel", "year", "number"], unique=False)
    op.create_index(
        "ix_proposals_by_filing_serial", "proposals", ["organization", "filing_serial", "year", "number"], unique=False
    )
    op.create_index(
        "ix_proposals_by_limit_on", "proposals", ["organization", "limit_on", "year", "number"], unique=False
    )
    op.create_index("ix_proposals_by_outcome", "proposals", ["organization", "outcome", "year", "number"], unique=False)
    op.create_index(
        "ix_proposals_by_received_on", "proposals", ["organization", "received_on", "year", "number"], unique=False
    )
    op.create_index("ix_proposals_by_status", "proposals", ["organization", "status", "year", "number"], unique=False)
    op.create_index("ix_proposals_by_title", "proposals", ["organization", "title", "year", "number"], unique=False)
    op.create_index(
        "ix_proposals_decision",
        "proposals",
        ["organization", "status", "decision"],
        unique=False,
        sqlite_where=sa.text("decision <> 'none'"),
        postgresql_where=sa.text("decision <> 'none'"),
    )
    op.create_index(
        "ix_proposals_due", "proposals", ["organization", "status", "limit_on", "year", "number"], unique=False
    )
    op.create_index(
        "ix_proposals_instructed",
        "proposals",
        ["organization", "year", "number", "instructed_on"],
        unique=False,
        sqlite_where=sa.text("instructed_on IS NOT NULL"),
        postgresql_where=sa.text("instructed_on IS NOT NULL"),
    )
    op.create_index(
        "ix_proposals_key",
        "proposals",
        ["organization", "year", "number", "key_on"],
        unique=False,
        sqlite_where=sa.text("key_on IS NOT NULL"),
        postgresql_where=sa.text("key_on IS NOT NULL"),
    )
    op.create_index("ix_proposals_list", "proposals", ["organization", "year", "status"], unique=False)
    op.create_index(
        "ix_proposals_outstanding",
        "proposals",
        ["organization", "year", "number", "outstanding_on"],
        unique=False,
        sqlite_where=sa.text("outstanding_on IS NOT NULL"),
        postgresql_where=sa.text("outstanding_on IS NOT NULL"),
    )
    op.create_index(
        "ix_proposals_published",
        "proposals",
        [
            "organization",
            "year",
            "number",
            "status",
            "theme",
            "title",
            "filing_number",
            "filing_serial",
            "published_on",
        ],
        unique=False,
        sqlite_where=sa.text("published_on IS NOT NULL"),
        postgresql_where=sa.text("published_on IS NOT NULL"),
    )
    op.create_index("ix_proposals_sector", "proposals", ["organization", "sector", "year", "number"], unique=False)
    op.create_index(
        "ix_proposals_supervised",
        "proposals",
        ["organization", "year", "number", "supervised_on"],
        unique=False,
        sqlite_where=sa.text("supervised_on IS NOT NULL"),
        postgresql_where=sa.text("supervised_on IS NOT NULL"),
    )
    op.create_index("ix_proposals_theme", "proposals", ["organization", "theme", "year", "number"], unique=False)
    op.create_index("ix_proposals_type", "proposals", ["organization", "type", "year", "number"], unique=False)
    op.create_index(
        "ix_proposals_unpublished",
        "proposals",
        ["organization", "year", "number", "unpublished_on"],
        unique=False,
        sqlite_where=sa.text("unpublished_on IS NOT NULL"),
        postgresql_where=sa.text("unpublished_on IS NOT NULL"),
    )
    op.create_table(
        "readings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
    )
    op.create_index(op.f("ix_readings_matter"), "readings", ["matter"], unique=False)
    op.create_table(
        "received_chunks",
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("file", sa.Integer(), nullable=False),
        sa.Column("chunk", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("message", "epoch", "sequence", "file", "chunk", name=op.f("pk_received_chunks")),
    )
    op.create_table(
        "received_files",
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("file", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("awaited_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("matter", "number", name=op.f("pk_received_files")),
    )
    op.create_index("ix_received_files_message", "received_files", ["message"], unique=False)
    op.create_table(
        "reminders",
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("audience", sa.String(length=8), nullable=False),
        sa.Column("unit_key", sa.String(length=200), nullable=False),
        sa.Column("instruction", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("limit_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "matter", "audience", "unit_key", "instruction", "limit_on", "days", name=op.f("pk_reminders")
        ),
    )
    op.create_index("ix_reminders_organization", "reminders", ["organization", "made_on"], unique=False)
    op.create_table(
        "saved_filters",
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.PrimaryKeyConstraint("account", "kind", "title", name=op.f("pk_saved_filters")),
    )
    op.create_table(
        "search_grams",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("gram", sa.String(length=2), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organization", "kind", "gram", "matter", name=op.f("pk_search_grams")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_keys",
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("matter", name=op.f("pk_search_keys")),
    )
    op.create_table(
        "text_keys",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organization", name=op.f("pk_text_keys")),
    )
    op.create_table(
        "topic_suggestions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("suggester", sa.String(length=200), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("plan", sa.String(length=64), nullable=True),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_suggestions")),
    )
    op.create_index("ix_topic_suggestions_list", "topic_suggestions", ["organization", "year", "number"], unique=False)
    op.create_index(
        "ix_topic_suggestions_state", "topic_suggestions", ["organization", "status", "source"], unique=False
    )
    op.create_table(
        "transfers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("side", sa.String(length=3), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("counterpart", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("limit_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("urgings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "side", name=op.f("pk_transfers")),
    )
    op.create_index("ix_transfers_list", "transfers", ["organization", "side", "status"], unique=False)
    op.create_index(op.f("ix_transfers_matter"), "transfers", ["matter"], unique=False)
    op.create_table(
        "trusted_keys",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("keeper", sa.String(length=32), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(), nullable=False),
        sa.Column("ground", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("trusted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization", "keeper", name=op.f("pk_trusted_keys")),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit_class", sa.String(length=32), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=False),
        sa.Column("active_until", sa.Date(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_organization"), "units", ["organization"], unique=False)
    op.create_table(
        "visits",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("dispute_settled", sa.Integer(), nullable=False),
        sa.Column("advice", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("organization", "year", "number", name=op.f("uq_visits_organization_year_number")),
    )
    op.create_index("ix_visits_author", "visits", ["organization", "author"], unique=False)
    op.create_index("ix_visits_by_status", "visits", ["organization", "status", "year", "number"], unique=False)
    op.create_index("ix_visits_by_title", "visits", ["organization", "title", "year", "number"], unique=False)
    op.create_index("ix_visits_list", "visits", ["organization", "year", "status"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=8), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=80), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hash"],
            ["file_contents.hash"],
        ),
        sa.PrimaryKeyConstraint("matter", "number", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_hash"), "attachments", ["hash"], unique=False)
    op.create_table(
        "calendar_feeds",
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.name"],
        ),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feeds_token_hash")),
    )
    op.create_table(
        "delivery_choices",
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("sorts", sa.String(length=200), nullable=False),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.name"],
        ),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_delivery_choices")),
    )
    op.create_table(
        "delivery_items",
        sa.Column("notification", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivery", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery"],
            ["deliveries.id"],
        ),
        sa.ForeignKeyConstraint(
            ["notification"],
            ["notifications.id"],
        ),
        sa.PrimaryKeyConstraint("notification", "account", name=op.f("pk_delivery_items")),
    )
    op.create_index(op.f("ix_delivery_items_delivery"), "delivery_items", ["delivery"], unique=False)
    op.create_table(
        "file_chunks",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["hash"], ["file_contents.hash"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash", "number", name=op.f("pk_file_chunks")),
    )
    op.create_table(
        "login_challenges",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.name"],
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_challenges")),
    )
    op.create_index(op.f("ix_login_challenges_account"), "login_challenges", ["account"], unique=False)
    op.create_index(op.f("ix_login_challenges_expires_at"), "login_challenges", ["expires_at"], unique=False)
    op.create_table(
        "machine_tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("scopes", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.name"],
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_machine_tokens")),
        sa.UniqueConstraint("id", name=op.f("uq_machine_tokens_id")),
    )
    op.create_index(op.f("ix_machine_tokens_account"), "machine_tokens", ["account"], unique=False)
    op.create_table(
        "notification_reads",
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("notification", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.name"],
        ),
        sa.ForeignKeyConstraint(
            ["notification"],
            ["notifications.id"],
        ),
        sa.PrimaryKeyConstraint("account", "notification", name=op.f("pk_notification_reads")),
    )
    op.create_table(
        "organization_codes",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["organizations.key"],
        ),
        sa.PrimaryKeyConstraint("code", "key", "valid_from", name=op.f("pk_organization_codes")),
    )
    op.create_table(
        "password_history",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.name"],
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_history")),
    )
    op.create_index(op.f("ix_password_history_account"), "password_history", ["account"], unique=False)
    op.create_table(
        "proposal_import_rows",
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["proposal_imports.id"],
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_proposal_import_rows")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.name"],
        ),
        sa.PrimaryKeyConstraint("account", "code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "second_factors",
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.name"],
        ),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "sent_files",
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("file", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(length=32), nullable=False),
        sa.Column("attachment", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hash"],
            ["file_contents.hash"],
        ),
        sa.PrimaryKeyConstraint("message", "epoch", "sequence", "file", name=op.f("pk_sent_files")),
    )
    op.create_index(op.f("ix_sent_files_hash"), "sent_files", ["hash"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.name"],
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
        sa.UniqueConstraint("id", name=op.f("uq_sessions_id")),
    )
    op.create_index(op.f("ix_sessions_account"), "sessions", ["account"], unique=False)
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_table(
        "unit_names",
        sa.Column("organization", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort", sa.String(length=16), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["units.id"],
        ),
        sa.PrimaryKeyConstraint("organization", "key", name=op.f("pk_unit_names")),
    )
    op.create_index(op.f("ix_unit_names_unit_id"), "unit_names", ["unit_id"], unique=False)


def downgrade() -> None:
    """Drops all tables."""
    op.drop_index(op.f("ix_unit_names_unit_id"), table_name="unit_names")
    op.drop_table("unit_names")
    op.drop_index(op.f("ix_sessions_expires_at"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_account"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(op.f("ix_sent_files_hash"), table_name="sent_files")
    op.drop_table("sent_files")
    op.drop_table("second_factors")
    op.drop_table("recovery_codes")
    op.drop_table("proposal_import_rows")
    op.drop_index(op.f("ix_password_history_account"), table_name="password_history")
    op.drop_table("password_history")
    op.drop_table("organization_codes")
    op.drop_table("notification_reads")
    op.drop_index(op.f("ix_machine_tokens_account"), table_name="machine_tokens")
    op.drop_table("machine_tokens")
    op.drop_index(op.f("ix_login_challenges_expires_at"), table_name="login_challenges")
    op.drop_index(op.f("ix_login_challenges_account"), table_name="login_challenges")
    op.drop_table("login_challenges")
    op.drop_table("file_chunks")
    op.drop_index(op.f("ix_delivery_items_delivery"), table_name="delivery_items")
    op.drop_table("delivery_items")
    op.drop_table("delivery_choices")
    op.drop_table("calendar_feeds")
    op.drop_index(op.f("ix_attachments_hash"), table_name="attachments")
    op.drop_table("attachments")
    op.drop_index("ix_visits_list", table_name="visits")
    op.drop_index("ix_visits_by_title", table_name="visits")
    op.drop_index("ix_visits_by_status", table_name="visits")
    op.drop_index("ix_visits_author", table_name="visits")
    op.drop_table("visits")
    op.drop_index(op.f("ix_units_organization"), table_name="units")
    op.drop_table("units")
    op.drop_table("trusted_keys")
    op.drop_index(op.f("ix_transfers_matter"), table_name="transfers")
    op.drop_index("ix_transfers_list", table_name="transfers")
    op.drop_table("transfers")
    op.drop_index("ix_topic_suggestions_state", table_name="topic_suggestions")
    op.drop_index("ix_topic_suggestions_list", table_name="topic_suggestions")
    op.drop_table("topic_suggestions")
    op.drop_table("text_keys")
    op.drop_table("search_keys")
    op.drop_table("search_grams")
    op.drop_table("saved_filters")
    op.drop_index("ix_reminders_organization", table_name="reminders")
    op.drop_table("reminders")
    op.drop_index("ix_received_files_message", table_name="received_files")
    op.drop_table("received_files")
    op.drop_table("received_chunks")
    op.drop_index(op.f("ix_readings_matter"), table_name="readings")
    op.drop_table("readings")
    op.drop_index(
        "ix_proposals_unpublished",
        table_name="proposals",
        sqlite_where=sa.text("unpublished_on IS NOT NULL"),
        postgresql_where=sa.text("unpublished_on IS NOT NULL"),
    )
    op.drop_index("ix_proposals_type", table_name="proposals")
    op.drop_index("ix_proposals_theme", table_name="proposals")
    op.drop_index(
        "ix_proposals_supervised",
        table_name="proposals",
        sqlite_where=sa.text("supervised_on IS NOT NULL"),
        postgresql_where=sa.text("supervised_on IS NOT NULL"),
    )
    op.drop_index("ix_proposals_sector", table_name="proposals")
    op.drop_index(
        "ix_proposals_published",
        table_name="proposals",
        sqlite_where=sa.text("published_on IS NOT NULL"),
        postgresql_where=sa.text("published_on IS NOT NULL"),
    )
    op.drop_index(
        "ix_proposals_outstanding",
        table_name="proposals",
        sqlite_where=sa.text("outstanding_on IS NOT NULL"),
        postgresql_where=sa.text("outstanding_on IS NOT NULL"),
    )
    op.drop_index("ix_proposals_list", table_name="proposals")
    op.drop_index(
        "ix_proposals_key",
        table_name="proposals",
        sqlite_where=sa.text("key_on IS NOT NULL"),
        postgresql_where=sa.text("key_on IS NOT NULL"),
    )
    op.drop_index(
        "ix_proposals_instructed",
        table_name="proposals",
        sqlite_where=sa.text("instructed_on IS NOT NULL"),
        postgresql_where=sa.text("instructed_on IS NOT NULL"),
    )
    op.drop_index("ix_proposals_due", table_name="proposals")
    op.drop_index(
        "ix_proposals_decision",
        table_name="proposals",
        sqlite_where=sa.text("decision <> 'none'"),
        postgresql_where=sa.text("decision <> 'none'"),
    )
    op.drop_index("ix_proposals_by_title", table_name="proposals")
    op.drop_index("ix_proposals_by_status", table_name="proposals")
    op.drop_index("ix_proposals_by_received_on", table_name="proposals")
    op.drop_index("ix_proposals_by_outcome", table_name="proposals")
    op.drop_index("ix_proposals_by_limit_on", table_name="proposals")
    op.drop_index("ix_proposals_by_filing_serial", table_name="proposals")
    op.drop_index("ix_proposals_by_channel", table_name="proposals")
    op.drop_index("ix_proposals_author", table_name="proposals")
    op.drop_table("proposals")
    op.drop_index(op.f("ix_proposal_imports_organization"), table_name="proposal_imports")
    op.drop_index(op.f("ix_proposal_imports_finished_at"), table_name="proposal_imports")
    op.drop_table("proposal_imports")
    op.drop_index("plenary_sessions_by_year", table_name="plenary_sessions")
    op.drop_table("plenary_sessions")
    op.drop_index("ix_platforms_parent", table_name="platforms")
    op.drop_index("ix_platforms_list", table_name="platforms")
    op.drop_index("ix_platforms_by_title", table_name="platforms")
    op.drop_index("ix_platforms_by_status", table_name="platforms")
    op.drop_index("ix_platforms_by_platform", table_name="platforms")
    op.drop_index("ix_platforms_author", table_name="platforms")
    op.drop_table("platforms")
    op.drop_index("ix_plans_list", table_name="plans")
    op.drop_index("ix_plans_by_title", table_name="plans")
    op.drop_index("ix_plans_by_status", table_name="plans")
    op.drop_index("ix_plans_author", table_name="plans")
    op.drop_table("plans")
    op.drop_index(op.f("ix_pending_forms_stored_at"), table_name="pending_forms")
    op.drop_index(op.f("ix_pending_forms_account"), table_name="pending_forms")
    op.drop_table("pending_forms")
    op.drop_table("own_records")
    op.drop_table("own_declarations")
    op.drop_table("own_consents")
    op.drop_table("own_cadence")
    op.drop_table("own_acceptances")
    op.drop_index(
        "ix_outbox_unpublished",
        table_name="outbox",
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.drop_index("ix_outbox_place", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index("ix_origin_notices_matter", table_name="origin_notices")
    op.drop_table("origin_notices")
    op.drop_index(op.f("ix_organizations_keeper"), table_name="organizations")
    op.drop_table("organizations")
    op.drop_index("ix_opinions_list", table_name="opinions")
    op.drop_index("ix_opinions_issue", table_name="opinions")
    op.drop_index("ix_opinions_due", table_name="opinions")
    op.drop_index("ix_opinions_call", table_name="opinions")
    op.drop_index("ix_opinions_by_title", table_name="opinions")
    op.drop_index("ix_opinions_by_status", table_name="opinions")
    op.drop_index("ix_opinions_by_received_on", table_name="opinions")
    op.drop_index("ix_opinions_by_limit_on", table_name="opinions")
    op.drop_index("ix_opinions_by_channel", table_name="opinions")
    op.drop_index("ix_opinions_author", table_name="opinions")
    op.drop_table("opinions")
    op.drop_index("ix_opinion_calls_upper", table_name="opinion_calls")
    op.drop_index("ix_opinion_calls_list", table_name="opinion_calls")
    op.drop_table("opinion_calls")
    op.drop_table("numbers")
    op.drop_index("ix_notifications_planned", table_name="notifications")
    op.drop_index("ix_notifications_organization", table_name="notifications")
    op.drop_table("notifications")
    op.drop_table("members")
    op.drop_index("ix_matter_units_unit", table_name="matter_units")
    op.drop_table("matter_units")
    op.drop_table("matter_texts")
    op.drop_index("ix_matter_references_by", table_name="matter_references")
    op.drop_table("matter_references")
    op.drop_index("ix_matter_members_member_id", table_name="matter_members")
    op.drop_table("matter_members")
    op.drop_index("ix_matter_invitations_member_id", table_name="matter_invitations")
    op.drop_table("matter_invitations")
    op.drop_index(op.f("ix_login_attempts_last_at"), table_name="login_attempts")
    op.drop_table("login_attempts")
    op.drop_table("leases")
    op.drop_table("journal")
    op.drop_table("issue_numbers")
    op.drop_table("inbox_positions")
    op.drop_table("imported_proposals")
    op.drop_table("identity")
    op.drop_index(op.f("ix_idempotency_keys_claimed_at"), table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_table("filing_numbers")
    op.drop_table("file_contents")
    op.drop_index("ix_exclusive_keys_matter", table_name="exclusive_keys")
    op.drop_table("exclusive_keys")
    op.drop_index(op.f("ix_disputed_subjects_organization"), table_name="disputed_subjects")
    op.drop_table("disputed_subjects")
    op.drop_table("derived")
    op.drop_index("ix_deliveries_state", table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_index("ix_consultations_list", table_name="consultations")
    op.drop_index(
        "ix_consultations_decision",
        table_name="consultations",
        sqlite_where=sa.text("decision <> 'none'"),
        postgresql_where=sa.text("decision <> 'none'"),
    )
    op.drop_index("ix_consultations_by_title", table_name="consultations")
    op.drop_index("ix_consultations_by_status", table_name="consultations")
    op.drop_index("ix_consultations_author", table_name="consultations")
    op.drop_index("ix_consultations_appraises", table_name="consultations")
    op.drop_table("consultations")
    op.drop_index("ix_comment_requests_matter", table_name="comment_requests")
    op.drop_index("ix_comment_requests_list", table_name="comment_requests")
    op.drop_table("comment_requests")
    op.drop_table("called_organizations")
    op.drop_table("called_members")
    op.drop_table("calendar_years")
    op.drop_index(op.f("ix_batch_results_executed_at"), table_name="batch_results")
    op.drop_table("batch_results")
    op.drop_index(op.f("ix_autosaves_saved_at"), table_name="autosaves")
    op.drop_table("autosaves")
    op.drop_index(op.f("ix_audit_log_recorded_at"), table_name="audit_log")
    op.drop_index(op.f("ix_audit_log_actor"), table_name="audit_log")
    op.drop_index(op.f("ix_audit_log_action"), table_name="audit_log")
    op.drop_table("audit_log")
    op.drop_table("audit_chain")
    op.drop_index(op.f("ix_accounts_organization"), table_name="accounts")
    op.drop_index(op.f("ix_accounts_member"), table_name="accounts")
    op.drop_table("accounts")
